"""Where the records are kept: a SQLite file for one process, or PostgreSQL for many."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from cloud.database.engine import Database, sqlite_url
from runtime.faults import PlainFault
from runtime.settings import Settings, SettingsPath


class DatabaseSettings(Settings):
    """`path` for SQLite, or `url` (and `password_file`) for PostgreSQL: exactly one of the two."""

    path: SettingsPath | None = None
    #: postgresql+psycopg://user@host:port/database; the password stands in `password_file`, never here.
    url: str | None = None
    password_file: SettingsPath | None = None
    #: Connections kept open to PostgreSQL by this process.
    connections: int = Field(default=8, ge=2, le=200)

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.path is None) == (self.url is None):
            raise ValueError("give `path` (SQLite) or `url` (PostgreSQL), one of the two")
        if self.url is not None:
            try:
                parsed = make_url(self.url)
            except ArgumentError:
                raise ValueError("`url` is not of the form postgresql+psycopg://user@host/database") from None
            if parsed.drivername != "postgresql+psycopg":
                raise ValueError("`url` must begin with postgresql+psycopg://")
            if parsed.password is not None:
                raise ValueError("the password does not belong into `url`; put it into `password_file`")
        return self

    @property
    def name(self) -> str:
        """What a message calls it."""
        return str(self.path) if self.path is not None else str(self.url)

    def open(self) -> Database:
        """The database, not yet migrated; nothing is connected before the first transaction."""
        if self.url is None:
            return Database(sqlite_url(Path(str(self.path))))
        file = self.password_file
        return Database(
            self.url,
            password=None if file is None else lambda: _secret(file),
            connections=self.connections,
        )


def _secret(file: SettingsPath) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise PlainFault(
            f"{file}: the password cannot be read: {fault.strerror}; correct `database.password_file`"
        ) from fault
