"""The journal of readings, the books of what was shed, and whose every row is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_BOOKS = ("shed", "values_stored", "values_invalid", "late")
#: Copies of the gateway's area and organisation, by which a scope filters.
_OWNED = ("alarm", "event_log", "dead_letter", "change")
_INDEXES = {
    "alarm": (("area", "id"), ("organisation_id", "id")),
    "event_log": (("gateway", "id"), ("area", "id"), ("organisation_id", "id"), ("ts_cloud",)),
    "dead_letter": (("area", "id"), ("organisation_id", "id"), ("gateway", "id")),
    "gateway": (
        ("area", "gateway"),
        ("organisation_id", "gateway"),
        ("building_id",),
        ("link", "last_seen"),
    ),
}
_GATEWAY = sa.table("gateway", sa.column("gateway"), sa.column("area"))
_OPEN = sa.text("state != 'closed'")


def upgrade() -> None:
    for name in _BOOKS:
        op.add_column("ledger", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("ledger", sa.Column("first_at", sa.BigInteger(), nullable=True))
    op.add_column("ledger", sa.Column("last_at", sa.BigInteger(), nullable=True))
    for name in ("organisation_id", "building_id"):
        op.add_column("gateway", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("gateway", sa.Column("inventory_seq", sa.BigInteger(), nullable=False, server_default="0"))
    for table in _OWNED:
        bound = table in ("alarm", "event_log")
        op.add_column(
            table,
            sa.Column(
                "area", sa.String(length=128), nullable=not bound, server_default="" if bound else None
            ),
        )
        op.add_column(table, sa.Column("organisation_id", sa.BigInteger(), nullable=True))
    for table in ("alarm", "event_log"):
        owned = sa.table(table, sa.column("gateway"), sa.column("area"))
        area = sa.select(_GATEWAY.c.area).where(_GATEWAY.c.gateway == owned.c.gateway).scalar_subquery()
        op.execute(owned.update().values(area=sa.func.coalesce(area, "")))
    for table, indexes in _INDEXES.items():
        for columns in indexes:
            op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
    op.create_index("ix_alarm_open", "alarm", ["id"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_table(
        "reading_journal",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("worker", sa.String(length=128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("columns", sa.LargeBinary(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_journal")),
    )
    op.create_index("ix_reading_journal_worker_id", "reading_journal", ["worker", "id"])
    op.create_table(
        "ingest_worker",
        sa.Column("worker", sa.String(length=128), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("worker", name=op.f("pk_ingest_worker")),
    )
    op.create_table(
        "submitted",
        sa.Column("gateway", sa.String(length=128), nullable=False),
        sa.Column("dedupe", sa.String(length=128), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gateway", "dedupe", name=op.f("pk_submitted")),
    )
    op.create_index("ix_submitted_gateway_number", "submitted", ["gateway", "number"])
    if op.get_bind().dialect.name == "postgresql":
        # Packed numbers do not compress further, and are read once at most.
        op.execute("ALTER TABLE reading_journal ALTER COLUMN columns SET STORAGE EXTERNAL")
        op.execute(
            "ALTER TABLE reading_journal SET (autovacuum_vacuum_scale_factor = 0,"
            " autovacuum_vacuum_threshold = 500, toast.autovacuum_vacuum_scale_factor = 0,"
            " toast.autovacuum_vacuum_threshold = 5000)"
        )
        for table in ("gateway", "ledger", "part_kind"):
            # Rows that are rewritten all the time find room on their own page.
            op.execute(f"ALTER TABLE {table} SET (fillfactor = 70)")


def downgrade() -> None:
    op.drop_table("submitted")
    op.drop_table("ingest_worker")
    op.drop_table("reading_journal")
    op.drop_index("ix_alarm_open", "alarm")
    for table, indexes in _INDEXES.items():
        for columns in indexes:
            op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
    for table in _OWNED:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("organisation_id")
            batch.drop_column("area")
    with op.batch_alter_table("gateway") as batch:
        batch.drop_column("inventory_seq")
        batch.drop_column("building_id")
        batch.drop_column("organisation_id")
    with op.batch_alter_table("ledger") as batch:
        for name in ("last_at", "first_at", *reversed(_BOOKS)):
            batch.drop_column(name)
