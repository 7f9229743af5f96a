"""Submissions and what is decided on them: acts, removals, redactions, reviewers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("statements", sa.Column("removed_at", sa.DateTime(), nullable=True))
    _make_submissions()
    _make_acts()
    _make_removals()
    _make_accounts()


def _make_acts() -> None:
    op.create_table(
        "acts",
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.Column("doc_id", sa.String(), nullable=True),
        sa.Column("details", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("act_id", name="pk_acts"),
    )
    op.create_index("ix_acts_submission_id", "acts", ["submission_id"])
    op.create_index("ix_acts_doc_id", "acts", ["doc_id"])


def _make_removals() -> None:
    op.create_table(
        "removals",
        sa.Column("removal_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("doc_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=False),
        sa.Column("put_back_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("removal_id", name="pk_removals"),
    )
    op.create_index("ix_removals_doc_id", "removals", ["doc_id"])


def _make_accounts() -> None:
    op.create_table(
        "redactions",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("n_words", sa.Integer(), nullable=False),
        sa.Column("redacted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_redactions"),
    )
    op.create_table(
        "reviewers",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_reviewers"),
    )


def _make_submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("doc_id", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("content_sum", sa.String(), nullable=False),
        sa.Column("submitter_name", sa.String(), nullable=True),
        sa.Column("submitter_email", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("token_sum", sa.String(), nullable=True),
        sa.Column("client_key", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("submission_id", name="pk_submissions"),
    )
    op.create_index("ix_submissions_state", "submissions", ["state"])
    op.create_index("ix_submissions_content_sum", "submissions", ["content_sum"])
    op.create_index("ix_submissions_token_sum", "submissions", ["token_sum"], unique=True)
    op.create_index("ix_submissions_client_key", "submissions", ["client_key"], unique=True)


def downgrade() -> None:
    for name in ("reviewers", "redactions", "removals", "acts", "submissions"):
        op.drop_table(name)
    op.drop_column("statements", "removed_at")
