"""Mail, where a server is set: to those who send in and to reviewers.

Takes an address and words, gives whether the server took them. A failing server is logged
without addresses and stops nothing: the queue shows all that mail would have told.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from flask import current_app

from webapp.settings import Settings

TIMEOUT_SECONDS = 5.0

_log = logging.getLogger(__name__)


def can_send() -> bool:
    """Whether a mail server is set."""
    return bool(_settings().smtp_host)


def send_mail(address: str | None, subject: str, words: str) -> bool:
    """Send a plain text; whether the server took it. Without an address nothing is sent."""
    settings = _settings()
    if not settings.smtp_host or not address:
        return False
    message = EmailMessage()
    message["From"] = settings.smtp_sender
    message["To"] = address
    message["Subject"] = " ".join(subject.split())
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=settings.smtp_sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words)
    try:
        _deliver(settings, message)
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("Mail could not be sent: %s", type(error).__name__)
        return False
    return True


def _deliver(settings: Settings, message: EmailMessage) -> None:
    address = (settings.smtp_host, settings.smtp_port)
    context = ssl.create_default_context()
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*address, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(*address, timeout=TIMEOUT_SECONDS)
    with server:
        if settings.smtp_security == "starttls":
            server.starttls(context=context)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        server.send_message(message)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["mayors_settings"]
    return settings
