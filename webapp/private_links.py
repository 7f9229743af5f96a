"""Private links: the token that leads a sender, and nobody else, to what was sent.

Takes a submission's id, gives a token made of it with the site's secret, so that it can be
written into a mail again; the store holds its SHA-256 alone. A second token, of another
purpose, confirms an e-mail address.
"""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app

from corpus.errors import NotHereError
from corpus.messages import Message
from corpus.submissions import Submissions
from corpus.submissions_records import Submission
from webapp.collection import get_collection
from webapp.languages import page_url
from webapp.protection import get_secret

_LENGTH = 32


def make_token(submission_id: str, purpose: str = "follow") -> str:
    """The token of a submission for one purpose: 128 bits nobody can guess."""
    key = get_secret(current_app._get_current_object()).encode()  # type: ignore[attr-defined]
    text = f"submission:{purpose}:{submission_id}".encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()[:_LENGTH]


def sum_token(token: str) -> str:
    """What the store holds of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def get_queue() -> Submissions:
    """The queue of the collection that answers now."""
    return Submissions(get_collection().store())


def find_sent(token: str) -> Submission:
    """The submission of a private link.

    Raises:
        NotHereError: there is none.
    """
    found = get_queue().find_by_token(sum_token(token))
    if found is None:
        raise NotHereError(
            Message("This private link leads nowhere. Check that it was copied whole.")
        )
    return found


def is_confirming(submission: Submission, text: str) -> bool:
    """Whether a text is the token that confirms the sender's address."""
    wanted = make_token(submission.submission_id, "confirm")
    return hmac.compare_digest(wanted.encode(), text.encode("utf-8", "replace"))


def contribution_url(token: str) -> str:
    """The private page of a submission."""
    return page_url(f"/contributions/{token}")
