"""Migrations, run at every start: the database is brought to the version this program was written for.

Several processes may start at once over one PostgreSQL: one migrates, the others wait and find it done.
"""

from __future__ import annotations

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from runtime.faults import PlainFault

# It tells of its inner life at every start.
logging.getLogger("alembic").setLevel(logging.WARNING)

#: The name of the lock within which PostgreSQL is migrated.
_LOCK = 0x5357_4D49

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to `revision`; refuses one that a newer program has written."""
    config = _config()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            _see_that_text_sorts_by_its_bytes(connection)
        found = MigrationContext.configure(connection).get_current_revision()
        scripts = ScriptDirectory.from_config(config)
        if revision == "head" and found == scripts.get_current_head():
            return
        known = {script.revision for script in scripts.walk_revisions()}
        if found is not None and found not in known:
            raise PlainFault(
                f"{engine.url.render_as_string()}: written by a newer version (schema {found});"
                " start that version, or restore the copy made before the update"
            )
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _see_that_text_sorts_by_its_bytes(connection: Connection) -> None:
    """Scopes are spans of area codes: they hold only where text sorts by its bytes."""
    # ICU's language goes before the collation of the system's library, where the database has one.
    encoding, collation = connection.execute(
        text(
            "SELECT pg_encoding_to_char(encoding),"
            " CASE datlocprovider WHEN 'i' THEN 'ICU' ELSE datcollate END"
            " FROM pg_database WHERE datname = current_database()"
        )
    ).one()
    if encoding != "UTF8" or collation.upper().replace("-", "") not in ("C", "POSIX", "C.UTF8"):
        raise PlainFault(
            f"{connection.engine.url.render_as_string()}: the database has encoding {encoding} and sorts by"
            f" {collation}; make it with CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
        )


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to `revision` ("base": empty)."""
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
