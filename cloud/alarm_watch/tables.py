"""The steps of escalation, in the order of their commits."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, ShortText, TimeMs, Wide, WideInteger


class AlarmStep(Base):
    """Somebody is to be told of an alarm. Rows are only ever added; numbers rise as they are committed."""

    __tablename__ = "alarm_step"

    number: Mapped[int] = mapped_column(WideInteger, primary_key=True, autoincrement=False)
    alarm_id: Mapped[Wide] = mapped_column(ForeignKey("alarm.id"), index=True)
    activation: Mapped[int]
    step: Mapped[int]
    role: Mapped[ShortText]
    kind: Mapped[ShortText]
    at: Mapped[TimeMs]
    #: Copies of the alarm's, for scopes.
    area: Mapped[ShortText]
    organisation_id: Mapped[Wide | None]

    __table_args__ = (Index("uq_alarm_step_once", "alarm_id", "activation", "step", unique=True),)
