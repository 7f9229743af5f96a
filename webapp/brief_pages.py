"""The addresses of a brief: the page, the Word file, the Markdown.

Takes requests, makes the `Brief`, hands it to the template or to a writer.
"""

from __future__ import annotations

import datetime

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from corpus.cleaning import make_slug
from corpus.errors import BadParametersError
from corpus.messages import Message
from webapp.addresses import keep_known
from webapp.brief import (
    MAX_RECORDS,
    MAX_TITLE,
    Brief,
    list_shortfalls,
    make_brief,
    read_brief_request,
    say_caution,
    say_counts,
)
from webapp.brief_docx import write_docx
from webapp.brief_markdown import write_markdown
from webapp.collection import get_collection

briefs = Blueprint("briefs", __name__)

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


def _site() -> str:
    return request.host_url.rstrip("/")


def _read_brief() -> Brief:
    asked = read_brief_request(keep_known(request.args))
    return make_brief(get_collection().engine(), asked)


@briefs.get("/brief")
def show_brief() -> str | AnyResponse:
    """The brief to be read, changed and printed; each record's id stands in the address."""
    brief = _read_brief()
    if "add" in request.args or len(request.args.getlist("ids")) > 1:
        return redirect(brief.request.to_url(), 302)
    return render_template(
        "brief.html",
        brief=brief,
        asked=brief.request,
        shortfalls=list_shortfalls(brief),
        counts=say_counts(brief),
        caution=say_caution(),
        today=_today(),
        max_records=MAX_RECORDS,
        max_title=MAX_TITLE,
    )


@briefs.get("/brief.docx")
def download_docx() -> Response:
    """The brief as a Word file."""
    brief = _read_filled_brief()
    return _file(brief, write_docx(brief, _site(), _today()), ".docx", DOCX_TYPE)


@briefs.get("/brief.md")
def download_markdown() -> Response:
    """The brief as Markdown."""
    brief = _read_filled_brief()
    text = write_markdown(brief, _site(), _today())
    return _file(brief, text.encode(), ".md", "text/markdown; charset=utf-8")


def _read_filled_brief() -> Brief:
    """A brief with something in it.

    Raises:
        BadParametersError: no record of the collection is named.
    """
    brief = _read_brief()
    if not brief.hits:
        words = Message("ids names no record of the collection; list some, parted by commas.")
        raise BadParametersError((("ids", words),))
    return brief


def _file(brief: Brief, body: bytes, suffix: str, media_type: str) -> Response:
    name = (make_slug(brief.title)[:60].strip("-") or "brief") + suffix
    response = Response(body, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
