"""Runs the scripts on the connection that `corpus.migrations.upgrade` hands over.

Alembic loads this file by its path, under the name `env_py`; imported by another
name (by a tool that looks for doctests, say) it does nothing.
"""

from __future__ import annotations

from alembic import context

from corpus.schema import Base


def run() -> None:
    """Run what `upgrade` asked for, inside its transaction."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Base.metadata,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if __name__ == "env_py":
    run()
