"""Which faults of a database say "not now" and which say "no". Pure.

A fault that says "not now" is the server's, the connection's or the disk's: the same transaction is right
later.
"""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError

#: Primary SQLite result codes that say "not now" about the file or the disk, not "no" about the statement.
_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
#: PostgreSQL, appendix A: transaction rollback class; lock not available.
_CONTENDED = ("40", "55P03")
#: No text of the encoding; a character that JSON documents cannot have; a number too large. The driver
#: itself, which gives no code, refuses texts with a NUL.
_UNHOLDABLE = ("22021", "22P05", "22003", None)
#: Connection exceptions; a server that may only be read (a standby); insufficient resources (disk full,
#: memory, connections); operator intervention (shut down, restarting, cancelled); system errors; damage.
_POSTGRESQL = (*_CONTENDED, "08", "25006", "53", "57", "58", "F0", "XX001", "XX002")


class Overtaken(Exception):
    """Another transaction was faster; this one sees it when it is tried again."""


def unavailable(fault: BaseException) -> bool:
    """Whether the database or its disk is at fault, so that trying again later is right."""
    if isinstance(fault, Overtaken):
        return True
    if isinstance(fault, MemoryError | OSError | TimeoutError):
        return True
    if isinstance(fault, psycopg.Error):
        return _postgresql_unavailable(fault)
    if not isinstance(fault, DBAPIError):
        return False
    if isinstance(fault.orig, sqlite3.Error):
        code: int = getattr(fault.orig, "sqlite_errorcode", 0)
        return (code & 0xFF) in _SQLITE
    if isinstance(fault.orig, psycopg.Error):
        return fault.connection_invalidated or _postgresql_unavailable(fault.orig)
    return fault.connection_invalidated or isinstance(fault, OperationalError | InterfaceError)


def unholdable(fault: BaseException) -> bool:
    """Whether what was to be written or asked for is no value that the database can hold: a NUL in a text."""
    original = fault.orig if isinstance(fault, DBAPIError) else fault
    return isinstance(original, psycopg.DataError) and original.sqlstate in _UNHOLDABLE


def contended(fault: BaseException) -> bool:
    """Whether two transactions were in each other's way, so that trying again at once is right."""
    if isinstance(fault, Overtaken):
        return True
    original = fault.orig if isinstance(fault, DBAPIError) else fault
    return isinstance(original, psycopg.Error) and (original.sqlstate or "").startswith(_CONTENDED)


def _postgresql_unavailable(fault: psycopg.Error) -> bool:
    if fault.sqlstate is None:
        # The driver's own words: the connection is lost, or was never made.
        return isinstance(fault, psycopg.OperationalError | psycopg.InterfaceError)
    return fault.sqlstate.startswith(_POSTGRESQL)
