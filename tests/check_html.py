"""Every page through the checker of HTML: python -m tests.check_html HTML-VALIDATE

Takes the command of html-validate (`make check-html` installs it), writes every page of
both languages, refusals and forms with mistakes among them, into a folder for a moment and
has them checked. Exits with 1 where there is a finding.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from corpus.store import open_store
from search.publishing import store_path
from tests.every_page import ENGLISH_RECORD, WholeSite, make_whole_site
from tests.sending import GARDENS, list_waiting, read_token, send_form
from webapp.contribute_form import make_draft

RULES = {
    "extends": ["html-validate:recommended"],
    "rules": {
        # what templates write is for browsers, to which a space at a line's end is nothing
        "no-trailing-whitespace": "off",
        "doctype-style": ["error", {"style": "lowercase"}],
        # a list is named by what it lists; ARIA lets it be
        "aria-label-misuse": ["error", {"allowAnyNamable": True}],
        # a parameter given several times is a list: topics, states, records ticked
        "form-dup-name": "off",
        # the stylesheet keeps numbers in one line; a copied number holds plain characters
        "tel-non-breaking": "off",
        # begins with what the page is about; a record's own title isn't cut
        "long-title": "off",
    },
}
"""The checker's recommended rules, and where we decide otherwise, why."""


def list_written(site: WholeSite) -> Iterator[tuple[str, str]]:
    """Each page's address and HTML, in both languages."""
    for address in (*site.public, *site.private):
        for prefix in ("", "/es"):
            yield prefix + address, site.reviewer.get(prefix + address).text
    for prefix in ("", "/es"):
        yield from _list_refused(site, prefix)


def _list_refused(site: WholeSite, prefix: str) -> Iterator[tuple[str, str]]:
    """Forms that come back: with mistakes, with a question, with a decision left out."""
    sender, contribute = site.app.test_client(), f"{prefix}/contribute"
    yield "mistakes", send_form(sender, contribute, title="", email="ana", place="Springfield").text
    with open_store(store_path(site.data_path)) as store:
        stored = store.find_statement(ENGLISH_RECORD)
    assert stored is not None
    draft = make_draft(stored.statement)
    twin = asdict(draft) | {"topics": list(draft.topics), "name": "Ana", "email": "a@example.org"}
    yield "near duplicate", send_form(sender, contribute, **twin).text
    wrong = {"corrects": ENGLISH_RECORD, "text": "", "date": "soon"}
    yield "wrong", send_form(sender, f"{contribute}?corrects={ENGLISH_RECORD}", **wrong).text
    number = f"{prefix}/review/{list_waiting(site.reviewer)[0]}"
    form = GARDENS | {"csrf_token": read_token(site.reviewer.get(number).text), "act": "decline"}
    yield "decline without a word", site.reviewer.post(number, data=form).text
    sign_in = f"{prefix}/review/sign-in"
    token = read_token(sender.get(sign_in).text)
    form = {"csrf_token": token, "name": "nobody", "password": "none"}
    yield "signed in wrongly", sender.post(sign_in, data=form).text


def list_findings(command: str, pages: Iterator[tuple[str, str]]) -> list[str]:
    """What the checker says: address, line, rule and words, one finding a line."""
    with tempfile.TemporaryDirectory() as folder:
        addresses = {}
        for number, (address, html) in enumerate(pages):
            path = Path(folder) / f"{number}.html"
            path.write_text(html, encoding="utf-8")
            addresses[str(path)] = address
        rules_path = Path(folder) / "rules.json"
        rules_path.write_text(json.dumps({"root": True} | RULES), encoding="utf-8")
        report_path = Path(folder) / "report.json"
        with report_path.open("wb") as report:  # a pipe would get the first 64 kB alone
            arguments = ["--config", str(rules_path), "--formatter", "json", *addresses]
            subprocess.run([command, *arguments], stdout=report, check=False)
        reports = json.loads(report_path.read_text(encoding="utf-8"))
    return [
        f"{addresses[report['filePath']]}:{found['line']}: {found['ruleId']}: {found['message']}"
        for report in reports
        for found in report["messages"]
    ]


def main(command: str) -> int:
    """Make the site, check its pages, tell the findings; 1 if there is one."""
    with tempfile.TemporaryDirectory() as data:
        pages = list(list_written(make_whole_site(Path(data))))
    findings = list_findings(command, iter(pages))
    sys.stdout.write("".join(f"{finding}\n" for finding in findings))
    sys.stdout.write(f"{len(pages)} pages checked, {len(findings)} findings\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
