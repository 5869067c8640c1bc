"""Enrolment codes, certificates and revocations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _short(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=128), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "enrolment_code",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        _short("digest"),
        _short("area"),
        _short("gateway"),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        _short("made_by"),
        _time("made_at"),
        _time("ends_at"),
        _time("used_at", nullable=True),
        _short("key_digest", nullable=True),
        _time("withdrawn_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_enrolment_code_digest")),
    )
    op.create_index("ix_enrolment_code_area_id", "enrolment_code", ["area", "id"])
    op.create_index("ix_enrolment_code_gateway", "enrolment_code", ["gateway"])
    op.create_index("ix_enrolment_code_organisation_id_id", "enrolment_code", ["organisation_id", "id"])
    op.create_table(
        "certificate",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        _short("serial"),
        _short("gateway"),
        _short("area"),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=True),
        _time("issued_at"),
        _time("begins_at"),
        _time("ends_at"),
        _short("key_digest"),
        sa.Column("pem", sa.Text(), nullable=False),
        _time("code_id", nullable=True),
        _time("renews", nullable=True),
        _time("followed_at", nullable=True),
        _time("revoked_at", nullable=True),
        _short("revoked_by", nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("serial", name=op.f("uq_certificate_serial")),
    )
    for columns in (
        ["gateway", "id"],
        ["area", "id"],
        ["organisation_id", "id"],
        ["ends_at", "id"],
        ["revoked_at"],
    ):
        op.create_index(f"ix_certificate_{'_'.join(columns)}", "certificate", columns)
    op.create_table(
        "shut_out",
        _short("gateway"),
        _short("area"),
        _time("at"),
        _short("by"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("gateway", name=op.f("pk_shut_out")),
    )
    op.create_table(
        "broker_user",
        _short("username"),
        _short("role"),
        _short("area", nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        _short("made_by"),
        _time("made_at"),
        _time("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_broker_user")),
    )


def downgrade() -> None:
    for table in ("broker_user", "shut_out", "certificate", "enrolment_code"):
        op.drop_table(table)
