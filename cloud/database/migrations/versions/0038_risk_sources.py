"""Fires, weather and people; spellings that were matched; rows set aside, and where records come from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0036"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _records()
    _matching()
    _imports()


def downgrade() -> None:
    with op.batch_alter_table("import_run") as table:
        table.drop_column("set_aside")
    for name in (
        "import_origin", "import_set_aside", "spelling_match", "population_count", "weather_day", "fire",
    ):  # fmt: skip
        op.drop_table(name)


def _records() -> None:
    op.create_table(
        "fire",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("status", sa.String(128), nullable=False),
        sa.Column("area", sa.String(6), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.String(512), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(128), nullable=False),
        sa.Column("injured", sa.Integer(), nullable=True),
        sa.Column("dead", sa.Integer(), nullable=True),
        sa.Column("loss_yuan", sa.Double(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.String(128), nullable=False),
        sa.Column("incident_id", sa.BigInteger(), nullable=True),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fire")),
        sa.UniqueConstraint("number", name=op.f("uq_fire_number")),
        sa.UniqueConstraint("incident_id", name=op.f("uq_fire_incident_id")),
    )
    op.create_index("ix_fire_area", "fire", ["area", "at", "id"])
    op.create_index("ix_fire_at", "fire", ["at", "id"])
    op.create_index("ix_fire_organisation_id", "fire", ["organisation_id", "at"])
    op.create_table(
        "weather_day",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("area", sa.String(6), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("temperature_c", sa.Double(), nullable=True),
        sa.Column("wind_ms", sa.Double(), nullable=True),
        sa.Column("humidity", sa.Double(), nullable=True),
        sa.Column("precipitation_mm", sa.Double(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weather_day")),
        sa.UniqueConstraint("area", "day", name=op.f("uq_weather_day_area_day")),
    )
    op.create_table(
        "population_count",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("area", sa.String(9), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("elderly_share", sa.Double(), nullable=True),
        sa.Column("rented_share", sa.Double(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population_count")),
        sa.UniqueConstraint("area", "day", name=op.f("uq_population_count_area_day")),
    )


def _matching() -> None:
    op.create_table(
        "spelling_match",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("address", sa.String(256), nullable=False),
        sa.Column("area", sa.String(6), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(128), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(128), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String(128), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"],
            name=op.f("fk_spelling_match_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spelling_match")),
        sa.UniqueConstraint("key", "organisation_id", name=op.f("uq_spelling_match_key_organisation_id")),
    )  # fmt: skip
    op.create_index("ix_spelling_match_organisation_id", "spelling_match", ["organisation_id"])
    op.create_index("ix_spelling_match_state", "spelling_match", ["state", "id"])


def _imports() -> None:
    with op.batch_alter_table("import_run") as table:
        table.add_column(sa.Column("set_aside", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "import_set_aside",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("sheet", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(128), nullable=False),
        sa.Column("match_key", sa.String(128), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_by", sa.String(128), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.id"], name=op.f("fk_import_set_aside_import_id_import_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_set_aside")),
    )
    op.create_index("ix_import_set_aside_import_id", "import_set_aside", ["import_id"])
    op.create_index("ix_import_set_aside_match_key", "import_set_aside", ["match_key"])
    op.create_index("ix_import_set_aside_state", "import_set_aside", ["state", "id"])
    op.create_table(
        "import_origin",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("sheet", sa.String(128), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.id"], name=op.f("fk_import_origin_import_id_import_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_origin")),
    )
    op.create_index("ix_import_origin_kind", "import_origin", ["kind", "record_id", "id"])
