from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from cloud.database import migrate
from cloud.database.engine import Database, sqlite_url
from cloud.database.metadata import metadata
from runtime.faults import PlainFault


def _not_the_grams(name: str | None, kind: str, _parents: object) -> bool:
    """Each database spells its index of grams in its own way; SQLAlchemy has no words for either."""
    return not (kind == "table" and name is not None and name.startswith("search_gram"))


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(sqlite_url(tmp_path / "c.sqlite3"))


def test_an_upgrade_from_nothing_gives_exactly_the_tables_that_the_program_declares(
    database: Database,
) -> None:
    migrate.upgrade(database.engine)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": _not_the_grams}
        )
        assert compare_metadata(context, metadata) == []
    database.close()


def test_a_downgrade_leaves_nothing_and_an_upgrade_brings_it_back(database: Database) -> None:
    migrate.upgrade(database.engine)
    migrate.upgrade(database.engine)
    migrate.downgrade(database.engine, "base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    migrate.upgrade(database.engine)
    assert set(metadata.tables) <= set(inspect(database.engine).get_table_names())
    database.close()


def test_a_database_of_a_newer_program_is_refused_with_the_cure(database: Database) -> None:
    migrate.upgrade(database.engine)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(PlainFault, match="written by a newer version"):
        migrate.upgrade(database.engine)
    database.close()
