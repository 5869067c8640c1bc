"""Which process holds a transmission device, and which carries out what is asked of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0015"
branch_labels = None
depends_on = None

_NAME = sa.String(128)


def upgrade() -> None:
    op.create_table(
        "transmission_holder",
        sa.Column("name", _NAME, nullable=False),
        sa.Column("alive_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_transmission_holder")),
    )
    op.add_column("transmission_device", sa.Column("holder", _NAME, nullable=True))
    op.add_column("transmission_request", sa.Column("holder", _NAME, nullable=True))
    op.create_index("ix_transmission_request_state", "transmission_request", ["state", "id"])


def downgrade() -> None:
    op.drop_index("ix_transmission_request_state", "transmission_request")
    for table in ("transmission_request", "transmission_device"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("holder")
    op.drop_table("transmission_holder")
