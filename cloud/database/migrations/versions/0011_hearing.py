"""How gateways are heard and when nobody was; classes of the change log; limits of organisations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_FIRE_CLASS = ("fire", "early-warning", "pre-alarm")
#: Where webhooks stand in the two classes of alarms; the rest keeps its column.
_CURSORS = ("cursor_fire", "cursor_alarm")


def upgrade() -> None:
    op.add_column("gateway", sa.Column("way", sa.String(128), nullable=False, server_default="broker"))
    gateway = sa.table("gateway", sa.column("gateway"), sa.column("way"))
    for own in ("push_device", "transmission_device"):
        theirs = sa.select(sa.table(own, sa.column("gateway")).c.gateway)
        op.execute(sa.update(gateway).where(gateway.c.gateway.in_(theirs)).values(way="direct"))
    op.create_table(
        "deaf_span",
        sa.Column("scope", sa.String(128), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=False),
        sa.Column("deaf_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "began", name="pk_deaf_span"),
    )
    op.create_index("ix_deaf_span_scope_ended", "deaf_span", ["scope", "ended"])
    op.create_table(
        "organisation_limit",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("silent_after_s", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_organisation_limit"),
    )
    op.add_column("change", sa.Column("rank", sa.Integer(), nullable=False, server_default="2"))
    op.add_column("change", sa.Column("place", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("change", sa.Column("at", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_index("ix_change_rank_place", "change", ["rank", "place"])
    for name in (*_CURSORS, "missed_alarms"):
        op.add_column("webhook", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    _number_the_log()


def _number_the_log() -> None:
    """What stands in the log gets its class and its number within it; webhooks stand where they stood."""
    columns = ("id", "kind", "payload", "rank", "place")
    change = sa.table("change", *(sa.column(name) for name in columns))
    counter = sa.table("counter", sa.column("name"), sa.column("value"))
    webhook = sa.table("webhook", *(sa.column(name) for name in (*_CURSORS, "cursor")))
    fires = sa.or_(*(change.c.payload.like(f'%"kind":"{kind}"%') for kind in _FIRE_CLASS))
    rank = sa.case((change.c.kind != "alarm", 2), (fires, 0), else_=1)
    op.execute(sa.update(change).values(rank=rank))
    within = sa.func.row_number().over(partition_by=change.c.rank, order_by=change.c.id)
    numbered = sa.select(change.c.id, within.label("place")).subquery("numbered")
    op.execute(
        sa.update(change).values(place=numbered.c.place).where(numbered.c.id == change.c.id),
    )
    for rank_of, cursor in enumerate((*_CURSORS, "cursor")):
        newest = sa.func.coalesce(sa.func.max(change.c.place), 0)
        gone = sa.func.coalesce(sa.func.min(change.c.id), 1) - 1
        for name, value in (
            (f"change-place-{rank_of}", sa.select(newest).where(change.c.rank == rank_of)),
            (f"change-gone-{rank_of}", sa.select(gone)),
        ):
            op.execute(sa.insert(counter).values(name=name, value=value.scalar_subquery()))
        seen = sa.select(sa.func.count()).where(change.c.rank == rank_of, change.c.id <= webhook.c.cursor)
        op.execute(sa.update(webhook).values({cursor: seen.correlate(webhook).scalar_subquery()}))


def downgrade() -> None:
    op.execute("UPDATE webhook SET cursor = COALESCE((SELECT value FROM counter WHERE name = 'change'), 0)")
    op.execute("DELETE FROM counter WHERE name LIKE 'change-%'")
    with op.batch_alter_table("webhook") as batch:
        for name in ("missed_alarms", *_CURSORS):
            batch.drop_column(name)
    op.drop_index("ix_change_rank_place", "change")
    with op.batch_alter_table("change") as batch:
        for name in ("at", "place", "rank"):
            batch.drop_column(name)
    op.drop_table("organisation_limit")
    op.drop_table("deaf_span")
    with op.batch_alter_table("gateway") as batch:
        batch.drop_column("way")
