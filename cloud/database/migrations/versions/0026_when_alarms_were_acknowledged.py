"""An index by when alarms were acknowledged: the load of seats over the last hour, among a year's alarms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_ACKNOWLEDGED = sa.text("acknowledged_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_alarm_acknowledged_at",
        "alarm",
        ["acknowledged_at"],
        sqlite_where=_ACKNOWLEDGED,
        postgresql_where=_ACKNOWLEDGED,
    )


def downgrade() -> None:
    op.drop_index("ix_alarm_acknowledged_at", "alarm")
