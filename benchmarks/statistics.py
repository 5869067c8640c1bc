"""What a database in service does by itself, done at once after a store has been filled."""

from __future__ import annotations

from cloud.database.engine import Database


def gather_statistics(database: Database) -> None:
    """Statistics for the planner; on PostgreSQL a vacuum too, as its own daemon would."""
    statement = "VACUUM (ANALYZE)" if database.shared else "ANALYZE"
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement)
