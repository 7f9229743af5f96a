"""English and Spanish: which one a page is read in, its addresses, its words and dates.

Every page is served twice by the same view: in English at the root, in Spanish under /es/.
Takes the address of a request, gives the language, links that stay in it, and the words of
the catalogue `translations/es/LC_MESSAGES/messages.po`, compiled when the application starts.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel, gettext

from corpus.messages import Message
from corpus.topics import find_said

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CATALOGUE_PATH = Path(__file__).parent / "translations" / "es" / "LC_MESSAGES" / "messages.po"
LANGUAGES = {"en": "English", "es": "Español"}
"""The languages of the pages, each in its own words."""

ONE_LANGUAGE = (
    "/static/",
    "/api/v1/",
    "/healthz",
    "/readyz",
    "/robots.txt",
    "/sitemap",
    "/apidoc",
    "/.well-known/",
)
"""Starts of addresses for machines, which exist at the root only."""

_SPANISH = "/es"
_ENGLISH = NullTranslations()
_LOCALES = {"en": "en_US", "es": "es_US"}


def current_language() -> str:
    """The language of the page being answered; English where there is none.

    >>> current_language()
    'en'
    """
    is_spanish = has_request_context() and request.script_root.endswith(_SPANISH)
    return "es" if is_spanish else "en"


def current_locale() -> str:
    """The locale dates are written in.

    >>> current_locale()
    'en_US'
    """
    return _LOCALES[current_language()]


def translate(text: str) -> str:
    """A message of ours in the language being read; any other text as it is."""
    if not isinstance(text, Message):
        return text
    said = find_said(text.template, current_language())
    if said is not None:
        return said
    values = {
        name: translate(value) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return gettext(text.template, **values)


def look_up(text: str) -> str:
    """A text of ours that comes from data, such as a topic's name, in the language being read."""
    said = find_said(text, current_language())
    if said is not None:
        return said
    return gettext(text) if text else ""


def look_up_in(language: str, text: str) -> str:
    """A text of ours that comes from data in one of the languages.

    >>> look_up_in("es", "housing"), look_up_in("en", "housing")
    ('vivienda', 'housing')
    """
    said = find_said(text, language)
    if said is not None:
        return said
    return load_spanish().ugettext(text) if language == "es" else text


def page_url(path: str) -> str:
    """The address of one of our pages in the language being read.

    >>> page_url("/cities")
    '/cities'
    """
    return (request.script_root if has_request_context() else "") + path


def url_in(language: str) -> str:
    """The page being answered, its question kept, in a language."""
    query = quote(request.query_string, safe="%=&+:/?@!$'()*,;~")
    return path_in(language) + (f"?{query}" if query else "")


def path_in(language: str) -> str:
    """The page being answered, without its question, in a language."""
    root = request.script_root.removesuffix(_SPANISH)
    prefix = _SPANISH if language == "es" else ""
    return root + prefix + quote(request.path, safe="/:@!$&'()*+,;=~")


def _serve_twice(application: WSGIApplication) -> WSGIApplication:
    """Mount the application under /es, too, as a server mounts it anywhere."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> object:
        path = environ.get("PATH_INFO", "")
        inner = path.removeprefix(_SPANISH)
        if f"{path}/".startswith(f"{_SPANISH}/") and not inner.startswith(ONE_LANGUAGE):
            root = environ.get("SCRIPT_NAME", "") + _SPANISH
            environ = environ | {"SCRIPT_NAME": root, "PATH_INFO": inner}
        return application(environ, start_response)

    return answer  # type: ignore[return-value]


@cache
def load_spanish() -> Translations:
    """The Spanish catalogue, ready to be asked."""
    with CATALOGUE_PATH.open("rb") as file:
        catalogue = read_po(file, locale="es", abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def _words() -> NullTranslations:
    return load_spanish() if current_language() == "es" else _ENGLISH


def register_languages(app: Flask) -> None:
    """Serve every page in both languages; give templates the words for it."""
    babel = Babel(  # type: ignore[no-untyped-call]  # half annotated
        app,
        configure_jinja=False,  # whose words are looked up more slowly than _words
        default_locale=_LOCALES["en"],
        locale_selector=current_locale,
    )
    with app.app_context():
        babel.domain_instance.cache[_LOCALES["es"], "messages"] = load_spanish()
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        gettext=lambda text: _words().ugettext(text),
        ngettext=lambda one, many, n: _words().ungettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.filters.update(translate=translate, look_up=look_up)
    app.jinja_env.globals.update(
        current_language=current_language,
        languages=LANGUAGES,
        page_url=page_url,
        url_in=url_in,
        path_in=path_in,
    )
    app.wsgi_app = _serve_twice(app.wsgi_app)  # type: ignore[assignment, method-assign]
