"""The users of brokers that have a password: services, bridges, detectors, gateways without certificates."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, LongText, ShortText, TimeMs


class BrokerUser(Base):
    """One user of the brokers."""

    __tablename__ = "broker_user"

    username: Mapped[ShortText] = mapped_column(primary_key=True)
    #: A `broker_plugins.policy.Role`.
    role: Mapped[ShortText]
    area: Mapped[ShortText | None]
    #: `$7$…`; None: it proves itself by a certificate only.
    password_hash: Mapped[LongText | None]
    made_by: Mapped[ShortText]
    made_at: Mapped[TimeMs]
    revoked_at: Mapped[TimeMs | None]
