"""What a sender is told of a decision, where mail is set and their address is known."""

from __future__ import annotations

from flask_babel import force_locale, gettext

from corpus.submissions_records import State, Submission
from webapp.mail import can_send, send_mail
from webapp.private_links import make_token
from webapp.submitting import site_url, title_of

_LOCALES = {"en": "en_US", "es": "es_US"}


def write_decision(found: Submission) -> None:
    """Tell its sender how it stands, in the language they sent it in."""
    if not can_send() or found.submitter is None or found.state is State.PENDING:
        return
    root = site_url() + ("/es" if found.language == "es" else "")
    with force_locale(_LOCALES[found.language]):
        subject, words = _say(found, root)
    send_mail(found.submitter.email, subject, words)


def _say(found: Submission, root: str) -> tuple[str, str]:
    title = title_of(found)
    follow = f"{root}/contributions/{make_token(found.submission_id)}"
    if found.state is State.APPROVED:
        page = f"{root}/statements/{found.doc_id}" if found.revision else follow
        words = gettext(
            "What you sent has been accepted: %(title)s\n\n%(page)s", title=title, page=page
        )
        return gettext("What you sent has been accepted"), words
    if found.state is State.DECLINED:
        words = gettext(
            "What you sent was not accepted: %(title)s\n\n%(reason)s",
            title=title,
            reason=found.reason,
        )
        return gettext("What you sent was not accepted"), words
    words = gettext(
        "A reviewer asks about %(title)s:\n\n%(question)s\n\nAnswer here:\n%(follow)s",
        title=title,
        question=found.reason,
        follow=follow,
    )
    return gettext("A reviewer asks about what you sent"), words
