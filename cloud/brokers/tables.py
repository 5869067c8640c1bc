"""The users of brokers that have a password, and how far brokers on other hosts are.

Users are services, bridges, detectors, gateways without certificates.
"""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, LongText, ShortText, TimeMs, Wide


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


class BrokerElsewhere(Base):
    """A broker on another host, as it was when its files were last asked for."""

    __tablename__ = "broker_elsewhere"

    name: Mapped[ShortText] = mapped_column(primary_key=True)
    #: The policy's revision that it has and was told of; None: none yet.
    revision: Mapped[Wide | None]
    asked_at: Mapped[TimeMs]
    fault: Mapped[LongText] = mapped_column(default="")
