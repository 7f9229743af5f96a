"""Statements, their revisions, and facts about the store."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "statements",
        sa.Column("doc_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("city_slug", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.Column("mayor", sa.String(), nullable=True),
        sa.Column("date_earliest", sa.Date(), nullable=True),
        sa.Column("date_latest", sa.Date(), nullable=True),
        sa.Column("has_contact", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("doc_id", name="pk_statements"),
    )
    op.create_index("ix_statements_city_slug", "statements", ["city_slug", "has_contact"])
    op.create_index("ix_statements_date_earliest", "statements", ["date_earliest"])
    op.create_table(
        "revisions",
        sa.Column("doc_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("ingested_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("doc_id", "revision", name="pk_revisions"),
        sa.ForeignKeyConstraint(["doc_id"], ["statements.doc_id"], name="fk_revisions_doc_id"),
    )
    meta = op.create_table(
        "meta",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.bulk_insert(meta, [{"key": "content_version", "value": uuid.uuid4().hex}])


def downgrade() -> None:
    op.drop_table("meta")
    op.drop_table("revisions")
    op.drop_table("statements")
