"""Pages as tests read them: fetched, parsed, their words in one line."""

from __future__ import annotations

from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser as Html


def read_html(client: FlaskClient, address: str) -> Html:
    """A page that answers."""
    response = client.get(address)
    assert response.status_code == 200, address
    return Html(response.text)


def texts(page: Html, selector: str) -> list[str]:
    """The words of each node."""
    return [" ".join(node.text().split()) for node in page.css(selector)]
