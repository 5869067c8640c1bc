"""What every table shares: one metadata with predictable constraint names, and the column kinds used."""

from __future__ import annotations

from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, Integer, LargeBinary, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

#: SQLite gives row numbers only to a column declared INTEGER; PostgreSQL needs the wide type.
WideInteger = BigInteger().with_variant(Integer, "sqlite")

RowId = Annotated[int, mapped_column(WideInteger, primary_key=True, autoincrement=True)]
#: Milliseconds since 1970-01-01 UTC.
TimeMs = Annotated[int, mapped_column(BigInteger)]
Wide = Annotated[int, mapped_column(BigInteger)]
ShortText = Annotated[str, mapped_column(String(128))]
LongText = Annotated[str, mapped_column(Text)]
Bytes = Annotated[bytes, mapped_column(LargeBinary)]
JsonObject = Annotated[dict[str, Any], mapped_column(JSON)]
JsonList = Annotated[list[Any], mapped_column(JSON)]


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
