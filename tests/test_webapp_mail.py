"""Mail reaches senders and reviewers by a real server; without one, all goes on."""

from __future__ import annotations

import email
import email.policy
import logging
import re
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from corpus.store import open_store
from corpus.submissions import Submissions
from search.publishing import store_path
from tests.sending import decide, list_waiting, make_site, read_token, send_form, sign_in


class Postbox:
    """Keeps what a server takes; says no to one address."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        parsed = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)  # type: ignore[arg-type]
        assert isinstance(parsed, EmailMessage)
        self.messages.append(parsed)
        return "250 Taken"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def mail_settings(port: int) -> dict[str, object]:
    return {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "smtp_sender": "site@example.org",
    }


def test_its_sender_confirms_and_is_told_of_every_decision(
    postbox: tuple[Postbox, int], tmp_path: Path
) -> None:
    box, port = postbox
    site = make_site(tmp_path, **mail_settings(port))
    sender, reviewer = site.test_client(), site.test_client()
    link = send_form(sender).headers["Location"]
    to_sender, to_reviewer = box.messages
    assert (to_sender["To"], to_sender["From"]) == ("ana@example.org", "site@example.org")
    assert to_reviewer["To"] == "bo@example.org"
    confirm = re.search(r"http://localhost(\S+/confirm/\S+)", to_sender.get_content())
    assert confirm
    page = sender.get(confirm[1])
    assert "Did you send this?" in page.text
    with open_store(store_path(tmp_path)) as store:
        assert not Submissions(store).list_pending()[0].is_confirmed
        sender.post(confirm[1], data={"csrf_token": read_token(page.text)})
        assert Submissions(store).list_pending()[0].is_confirmed
    sign_in(reviewer)
    (number,) = list_waiting(reviewer)
    decide(reviewer, number, "ask", words="Which lots?")
    assert "Which lots?" in box.messages[-1].get_content()
    assert f"http://localhost{link}" in box.messages[-1].get_content()
    decide(reviewer, number, "decline", words="An advertisement.")
    assert "An advertisement." in box.messages[-1].get_content()
    decide(reviewer, number, "undo")
    decide(reviewer, number, "approve")
    assert "/statements/boise-id-2024-05" in box.messages[-1].get_content()
    assert len(box.messages) == 5


def test_mail_is_in_the_language_of_its_sender(
    postbox: tuple[Postbox, int], tmp_path: Path
) -> None:
    box, port = postbox
    site = make_site(tmp_path, **mail_settings(port))
    sender, reviewer = site.test_client(), site.test_client()
    send_form(sender, "/es/contribute")
    assert box.messages[0]["Subject"] == "Confirme lo que envió"
    sign_in(reviewer)
    (number,) = list_waiting(reviewer)
    decide(reviewer, number, "decline", words="No.")
    assert box.messages[-1]["Subject"] == "No se aceptó lo que usted envió"


def test_a_wrong_confirmation_confirms_nothing(
    postbox: tuple[Postbox, int], tmp_path: Path
) -> None:
    _, port = postbox
    sender = make_site(tmp_path, **mail_settings(port)).test_client()
    link = send_form(sender).headers["Location"]
    page = sender.get(f"{link}/confirm/{'0' * 32}")
    assert "does not confirm anything" in page.text
    token = read_token(sender.get(link).text)
    sender.post(f"{link}/confirm/{'0' * 32}", data={"csrf_token": token})
    assert "not confirmed yet" in sender.get(link).text


def test_a_server_that_is_away_stops_nothing_and_names_nobody_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sender = make_site(tmp_path, **mail_settings(1)).test_client()
    with caplog.at_level(logging.WARNING):
        assert send_form(sender).status_code == 303
    assert "Mail could not be sent" in caplog.text
    assert "ana@example.org" not in caplog.text


def test_the_same_sent_twice_is_mailed_once(postbox: tuple[Postbox, int], tmp_path: Path) -> None:
    box, port = postbox
    sender = make_site(tmp_path, **mail_settings(port)).test_client()
    send_form(sender, key="k")
    send_form(sender, key="k")
    assert len(box.messages) == 2
