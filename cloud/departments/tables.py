"""What each department's account may read."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, ShortText, TimeMs, Wide


class DepartmentShare(Base):
    """The fields and categories that an account's tokens see; beside it the account's duty gives the area."""

    __tablename__ = "department_share"

    account_id: Mapped[Wide] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    profile: Mapped[str] = mapped_column(String(32))
    #: Empty: every category.
    categories: Mapped[JsonList]
    fields: Mapped[JsonList]
    by: Mapped[ShortText]
    changed_at: Mapped[TimeMs]
    version: Mapped[int] = mapped_column(default=1)
