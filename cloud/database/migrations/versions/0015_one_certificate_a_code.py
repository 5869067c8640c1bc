"""A code brings one certificate, and a key one renewal of another. Where there were two, the newest is it."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0011"
branch_labels = None
depends_on = None

_UNIQUE = {
    "ix_certificate_code_id": ["code_id"],
    "ix_certificate_renews_key_digest": ["renews", "key_digest"],
}


def upgrade() -> None:
    op.execute(
        "UPDATE certificate SET code_id = NULL WHERE code_id IS NOT NULL"
        " AND id NOT IN (SELECT max(id) FROM certificate GROUP BY code_id)"
    )
    op.execute(
        "UPDATE certificate SET renews = NULL WHERE renews IS NOT NULL"
        " AND id NOT IN (SELECT max(id) FROM certificate GROUP BY renews, key_digest)"
    )
    for name, columns in _UNIQUE.items():
        op.create_index(name, "certificate", columns, unique=True)


def downgrade() -> None:
    for name in _UNIQUE:
        op.drop_index(name, "certificate")
