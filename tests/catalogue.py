"""Every English message of the pages, and the Spanish catalogue brought up to date with them.

`python -m tests.catalogue` writes `webapp/translations/es/LC_MESSAGES/messages.po`: what is new
stands there without a translation, what is gone is taken out. Messages are found in templates
and code, in the columns of data that pages show, and in the description of the JSON interface.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from webapp import create_app
from webapp.api import make_openapi
from webapp.languages import CATALOGUE_PATH
from webapp.settings import Settings

ROOT_PATH = Path(__file__).parents[1]
KEYWORDS = DEFAULT_KEYWORDS | {"Message": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("webapp/templates/**.html", "jinja2")]
OPTIONS = {"webapp/templates/**.html": {"trimmed": "true"}}
COLUMNS = {
    "corpus/data/topics.csv": ("topic", "scope"),
    "search/data/events.csv": ("label",),
    "search/data/record_words.csv": ("label",),
    "search/data/regions.csv": ("label",),
}
"""Data files whose words pages show."""

HEADER = """\
# The pages in Spanish, for readers in the United States.
msgid ""
msgstr ""
"Language: es\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def read_template() -> Catalog:
    """Every message of ours, none translated."""
    template = Catalog(locale="es", charset="utf-8")
    for package in ("webapp", "search", "corpus"):
        found = extract_from_dir(
            ROOT_PATH / package,
            [(pattern.removeprefix(f"{package}/"), method) for pattern, method in METHODS],
            {pattern.removeprefix(f"{package}/"): options for pattern, options in OPTIONS.items()},
            keywords=KEYWORDS,
            comment_tags=(),
        )
        for name, _line, message, _comments, context in found:
            template.add(message, None, [(f"{package}/{name}", 1)], context=context)
    for text, name in [*_list_data(), *_list_described()]:
        template.add(text, None, [(name, 1)], flags=())
    return template


def _list_data() -> Iterator[tuple[str, str]]:
    for name, columns in COLUMNS.items():
        with (ROOT_PATH / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from ((row[column], name) for column in columns if row[column])


def _list_described() -> Iterator[tuple[str, str]]:
    """What the page of the JSON interface shows of its description."""
    app = create_app(Settings())
    with app.app_context():
        description = make_openapi(app)
    texts = [description["info"]["description"]]
    for operations in description["paths"].values():
        for operation in operations.values():
            texts += [operation["summary"], operation["description"]]
            texts += [parameter["description"] for parameter in operation.get("parameters", ())]
            texts += [answer["description"] for answer in operation["responses"].values()]
    yield from ((text, "webapp/api.py") for text in texts if text)


def read_catalogue() -> Catalog:
    """The Spanish catalogue as it stands."""
    with CATALOGUE_PATH.open("rb") as file:
        return read_po(file, locale="es", abort_invalid=True)


def list_missing(catalogue: Catalog) -> list[str]:
    """Messages without a whole translation."""
    messages = [message for message in catalogue if message.id]
    missing = [
        m for m in messages if m.fuzzy or not m.string or (m.pluralizable and not all(m.string))
    ]
    return [str(message.id) for message in missing]


def update() -> list[str]:
    """Write the catalogue anew; give what waits for a translation."""
    catalogue = read_catalogue()
    catalogue.update(read_template(), no_fuzzy_matching=True)
    with CATALOGUE_PATH.open("wb") as file:
        file.write(HEADER.encode())
        write_po(
            file,
            catalogue,
            width=100,
            omit_header=True,
            ignore_obsolete=True,
            no_location=True,
            sort_output=True,
        )
    return list_missing(catalogue)


if __name__ == "__main__":
    for waiting in update():
        sys.stdout.write(f"without a translation: {waiting}\n")
