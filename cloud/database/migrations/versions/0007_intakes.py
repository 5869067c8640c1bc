"""Transmission devices and pushed devices that speak to the centre itself, and commands to gateways."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "transmission_device",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("address", sa.String(length=128), nullable=False),
        sa.Column("host", sa.String(length=128), nullable=False),
        sa.Column("gateway", sa.String(length=128), nullable=False),
        sa.Column("area", sa.String(length=128), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("name_zh", sa.String(length=128), nullable=False),
        sa.Column("name_en", sa.String(length=128), nullable=False),
        sa.Column("place_zh", sa.String(length=128), nullable=False),
        sa.Column("place_en", sa.String(length=128), nullable=False),
        sa.Column("profile", sa.String(length=128), nullable=False),
        sa.Column("keep_alive_s", sa.Double(), nullable=False),
        sa.Column("poll_s", sa.Double(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("last_heard", sa.BigInteger(), nullable=True),
        sa.Column("last_host", sa.String(length=128), nullable=True),
        sa.Column("last_transport", sa.String(length=128), nullable=True),
        sa.Column("clock_offset_ms", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transmission_device")),
        sa.UniqueConstraint("address", "host", name=op.f("uq_transmission_device_address_host")),
        sa.UniqueConstraint("gateway", name=op.f("uq_transmission_device_gateway")),
    )
    op.create_index("ix_transmission_device_area", "transmission_device", ["area", "id"], unique=False)
    op.create_index(
        "ix_transmission_device_organisation_id",
        "transmission_device",
        ["organisation_id", "id"],
        unique=False,
    )
    op.create_index("ix_transmission_device_version", "transmission_device", ["version"], unique=False)
    op.create_table(
        "transmission_speaker",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("address", sa.String(length=128), nullable=False),
        sa.Column("host", sa.String(length=128), nullable=False),
        sa.Column("transport", sa.String(length=128), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("frames", sa.BigInteger(), nullable=False),
        sa.Column("fires", sa.BigInteger(), nullable=False),
        sa.Column("evicted", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transmission_speaker")),
        sa.UniqueConstraint("address", "host", name=op.f("uq_transmission_speaker_address_host")),
    )
    op.create_index("ix_transmission_speaker_last_at", "transmission_speaker", ["last_at"], unique=False)
    op.create_table(
        "transmission_frame",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("speaker_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("fire", sa.Boolean(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transmission_frame")),
    )
    op.create_index(
        "ix_transmission_frame_speaker_id", "transmission_frame", ["speaker_id", "id"], unique=False
    )
    op.create_table(
        "transmission_request",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("device_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=128), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.String(length=128), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=128), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transmission_request")),
    )
    op.create_index(
        "ix_transmission_request_device_id", "transmission_request", ["device_id", "id"], unique=False
    )
    op.create_table(
        "push_integration",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=128), nullable=False),
        sa.Column("area", sa.String(length=128), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("default_profile", sa.String(length=128), nullable=False),
        sa.Column("secret_sha256", sa.String(length=128), nullable=True),
        sa.Column("secret_file", sa.String(length=128), nullable=True),
        sa.Column("key_file", sa.String(length=128), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_integration")),
        sa.UniqueConstraint("name", name=op.f("uq_push_integration_name")),
    )
    op.create_index("ix_push_integration_area", "push_integration", ["area", "id"], unique=False)
    op.create_table(
        "push_device",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("integration_id", sa.BigInteger(), nullable=False),
        sa.Column("identity", sa.String(length=128), nullable=False),
        sa.Column("gateway", sa.String(length=128), nullable=False),
        sa.Column("area", sa.String(length=128), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("name_zh", sa.String(length=128), nullable=False),
        sa.Column("name_en", sa.String(length=128), nullable=False),
        sa.Column("place_zh", sa.String(length=128), nullable=False),
        sa.Column("place_en", sa.String(length=128), nullable=False),
        sa.Column("profile", sa.String(length=128), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_device")),
        sa.UniqueConstraint("gateway", name=op.f("uq_push_device_gateway")),
        sa.UniqueConstraint(
            "integration_id", "identity", name=op.f("uq_push_device_integration_id_identity")
        ),
    )
    op.create_index("ix_push_device_area", "push_device", ["area", "id"], unique=False)
    op.create_index("ix_push_device_organisation_id", "push_device", ["organisation_id", "id"], unique=False)
    op.create_table(
        "push_speaker",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("integration_id", sa.BigInteger(), nullable=False),
        sa.Column("identity", sa.String(length=128), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("pushes", sa.BigInteger(), nullable=False),
        sa.Column("evicted", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_speaker")),
        sa.UniqueConstraint(
            "integration_id", "identity", name=op.f("uq_push_speaker_integration_id_identity")
        ),
    )
    op.create_index("ix_push_speaker_last_at", "push_speaker", ["last_at"], unique=False)
    op.create_table(
        "push_payload",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("speaker_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("suffix", sa.String(length=128), nullable=False),
        sa.Column("dedupe", sa.String(length=128), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_payload")),
        sa.UniqueConstraint("speaker_id", "dedupe", name=op.f("uq_push_payload_speaker_id_dedupe")),
    )
    op.create_index("ix_push_payload_speaker_id", "push_payload", ["speaker_id", "id"], unique=False)
    op.create_table(
        "gateway_command",
        sa.Column("gateway", sa.String(length=128), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("area", sa.String(length=128), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=128), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.String(length=128), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=128), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("next_send_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("gateway", "seq", name=op.f("pk_gateway_command")),
    )
    op.create_index("ix_gateway_command_asked_at", "gateway_command", ["gateway", "asked_at"], unique=False)
    op.create_index("ix_gateway_command_open", "gateway_command", ["open", "next_send_at"], unique=False)
    op.create_table(
        "command_count",
        sa.Column("gateway", sa.String(length=128), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gateway", name=op.f("pk_command_count")),
    )


def downgrade() -> None:
    op.drop_table("command_count")
    op.drop_table("gateway_command")
    op.drop_table("push_payload")
    op.drop_table("push_speaker")
    op.drop_table("push_device")
    op.drop_table("push_integration")
    op.drop_table("transmission_request")
    op.drop_table("transmission_frame")
    op.drop_table("transmission_speaker")
    op.drop_table("transmission_device")
