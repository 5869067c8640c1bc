"""When an event happened, as a column of its own that follows from the others, and histories by it."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_AT = (
    "ALTER TABLE event_log ADD COLUMN at BIGINT"
    " GENERATED ALWAYS AS (CASE WHEN clock_doubtful THEN ts_cloud ELSE ts_gateway END)"
)


def upgrade() -> None:
    # SQLite adds only what it works out as it reads, PostgreSQL only what it keeps.
    kept = "STORED" if op.get_bind().dialect.name == "postgresql" else "VIRTUAL"
    op.execute(f"{_AT} {kept}")
    op.create_index("ix_event_log_gateway_at", "event_log", ["gateway", "at"])
    op.create_index(
        "ix_event_log_organisation_id_at", "event_log", ["organisation_id", "at", "kind", "active"]
    )


def downgrade() -> None:
    op.drop_index("ix_event_log_organisation_id_at", "event_log")
    op.drop_index("ix_event_log_gateway_at", "event_log")
    op.drop_column("event_log", "at")
