"""A column's value among many, as one parameter: the statement stays the same whatever their number."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, any_, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session


def among(session: Session, column: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """`column IN (values…)`, without a bound on their number."""
    held = sorted(values)
    if session.get_bind().dialect.name == "postgresql":
        found: ColumnElement[bool] = column == any_(bindparam(None, held, type_=ARRAY(column.type)))
        return found
    document = literal(msgspec.json.encode(held).decode())
    each = func.json_each(document).table_valued("value")
    listed: ColumnElement[bool] = column.in_(select(each.c.value))
    return listed
