"""Matters beside the alarms that are told: duty, declared works; and the page's rules for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNTAKEN = sa.text("taken_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "notification_matter",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("moment", sa.String(128), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("place_zh", sa.Text(), nullable=False),
        sa.Column("place_en", sa.Text(), nullable=False),
        sa.Column("area", sa.String(128), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("persons", sa.JSON(), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_matter")),
    )
    op.create_index(
        "ix_notification_matter_untaken",
        "notification_matter",
        ["id"],
        sqlite_where=UNTAKEN,
        postgresql_where=UNTAKEN,
    )
    op.create_index("ix_notification_matter_taken_at", "notification_matter", ["taken_at"])
    with op.batch_alter_table("notification") as table:
        table.add_column(sa.Column("matter_id", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("matters", sa.Integer(), nullable=False, server_default="0"))
    _rules()


#: Moments that the page's own rules tell besides, where nobody has changed them.
_MORE = {
    "火警类:页面声光提示 fire class on the page": (
        "timed-out",
        "dispatch-requested",
        "dispatch-confirmed",
        "dispatch-withdrawn",
        "chatter",
    ),
}
_BESIDE = "值守与维保:页面提示 duty and works on the page"
_MATTERS = (
    "works-began",
    "works-ended",
    "check-unanswered",
    "handover-unconfirmed",
    "handover-missing",
    "not-covered",
)
_RULE = sa.table(
    "notification_rule",
    sa.column("id"),
    sa.column("version"),
    *(sa.column(name) for name in ("name", "enabled", "least", "quiet_mode", "created_at", "created_by")),
    *(
        sa.column(name, sa.JSON())
        for name in ("kinds", "moments", "areas", "organisations", "buildings", "owners", "quiet", "steps")
    ),
)


def _rules() -> None:
    bind = op.get_bind()
    for row in bind.execute(sa.select(_RULE).where(_RULE.c.version == 1)).mappings().all():
        if row["name"] not in _MORE:
            continue
        moments = [*row["moments"], *(one for one in _MORE[row["name"]] if one not in row["moments"])]
        bind.execute(_RULE.update().where(_RULE.c.id == row["id"]).values(moments=moments))
        beside = {name: value for name, value in row.items() if name != "id"}
        beside |= {"name": _BESIDE, "kinds": [], "moments": list(_MATTERS)}
        bind.execute(_RULE.insert().values(beside))


def downgrade() -> None:
    bind = op.get_bind()
    bind.execute(_RULE.delete().where(_RULE.c.name == _BESIDE))
    with op.batch_alter_table("notification") as table:
        table.drop_column("matters")
        table.drop_column("matter_id")
    op.drop_index("ix_notification_matter_taken_at", table_name="notification_matter")
    op.drop_index("ix_notification_matter_untaken", table_name="notification_matter")
    op.drop_table("notification_matter")
