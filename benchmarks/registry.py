"""The registry of places filled with a simulated province: every call's time, on SQLite and PostgreSQL.

Organisations, buildings and gateways go in through the import itself; points, of which there are twenty
times as many, straight into their table, so that the filling does not take longer than what is measured.
"""

from __future__ import annotations

import itertools
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from benchmarks import own_postgresql
from benchmarks.figures import Figures, percentile
from benchmarks.statistics import gather_statistics
from cloud.database import migrate
from cloud.database.engine import Database, sqlite_url
from cloud.imports import lookups, writing
from cloud.imports.columns import heading_key, headings
from cloud.imports.fault import CellFault
from cloud.imports.sheets import Row
from cloud.organisations import coverage, repository, views
from cloud.organisations.tables import Commissioning, GatewayPlace, Organisation, Point
from cloud.people.asker import LOCAL, Asker, Permission
from cloud.search import service as search
from cloud.search.ranking import KIND_ORDER
from runtime import clock
from runtime.faults import PlainFault
from simulators import province
from simulators.province import Amounts

ORGANISATIONS: Final = 100_000
_PIECE: Final = 5_000
_SAMPLES: Final = 30
_LEAGUE: Final = Asker("league", areas=("1501",), permissions=frozenset(Permission))
_QUERIES: Final = (
    "酒店", "蒙源", "呼和浩特市新城区", "学校", "海拉尔", "王", "302室感烟", "主楼", "mengyuan", "hhht",
    "myjd", "xincheng", "150102-000017", "gw-150102-000017", "gw-150102-000001/panel", "13", "新城区 医院",
)  # fmt: skip


def run(seconds: float, organisations: int = ORGANISATIONS) -> Figures:
    """Fill and measure on both; PostgreSQL is left out, and said so, where it is not installed."""
    figures: Figures = {"organisations": organisations, "points": organisations * 20}
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="steppewatch-registry-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        figures |= measured("sqlite", sqlite_url(folder / "cloud.sqlite3"), organisations, seconds)
        try:
            url = stack.enter_context(own_postgresql.running())
        except PlainFault as fault:
            figures["postgresql"] = str(fault)
        else:
            figures |= measured("postgresql", url, organisations, seconds)
    return figures


def measured(name: str, url: str, organisations: int, seconds: float) -> Figures:
    """Fill one engine, and take every call's p95 and the processor time of its median."""
    with _opened(url) as database:
        amounts = Amounts(organisations, organisations * 3, organisations * 9 // 10, organisations * 20)
        begun = time.monotonic()
        fill(database, amounts)
        figures: Figures = {f"{name}_fill_s": round(time.monotonic() - begun, 1)}
        for call, work in calls(database).items():
            took = _times(database, work, seconds / 10)
            figures[f"{name}_{call}_p95_ms"] = round(percentile(took, 0.95), 1)
        return figures


def fill(database: Database, amounts: Amounts) -> None:
    """Everything of a simulated province."""
    rows = province.rows_of(amounts, seed=1)
    for kind in ("organisations", "buildings", "gateways"):
        known = headings(kind)
        columns = [known[heading_key(heading)] for heading in province.HEADINGS[kind]]
        given = enumerate(rows[kind](), 2)
        while piece := list(itertools.islice(given, _PIECE)):
            read = [_row(number, columns, cells) for number, cells in piece]
            with database.write() as session:
                found = lookups.find(session, LOCAL, kind, read)
                writing.write(session, kind, read, found, "bench", clock.now_ms(), 0)
    _points(database, rows["points"]())
    gather_statistics(database)


def calls(database: Database) -> dict[str, Callable[[Session], Any]]:
    """Every call that an operator's page makes of the registry, each with its own draw."""
    draw = random.Random(1)
    with database.read() as session:
        ids = list(session.scalars(select(Organisation.id).limit(5_000)))

    def find(session: Session, asker: Asker = LOCAL) -> Any:
        return search.find(session, asker, draw.choice(_QUERIES), KIND_ORDER, "15", 20)

    def page(session: Session, **chosen: Any) -> Any:
        how = {"area": "15", "category": None, "state": None, "after": 0, "limit": 50} | chosen
        return repository.organisation_page(session, LOCAL, **how)

    def below(session: Session) -> Any:
        rows, _ = repository.page(session, Point, {"organisation_id": draw.choice(ids)}, 0, 100)
        return views.points(session, rows)

    return {
        "search": find,
        "search_scoped": lambda session: find(session, _LEAGUE),
        "coverage": lambda session: coverage.fold("15", repository.coverage(session, LOCAL, "15", 0)),
        "coverage_league": lambda session: coverage.fold(
            "1501", repository.coverage(session, _LEAGUE, "1501", 0)
        ),
        "organisations": lambda session: page(session, after=draw.choice(ids)),
        "organisations_by_category": lambda session: page(session, category="chemical", area="1506"),
        "organisations_by_state": lambda session: page(session, state="in-service"),
        "organisation": lambda session: repository.organisation(session, LOCAL, draw.choice(ids)),
        "points": below,
        "commissioning": lambda session: views.commissioning(
            session, repository.commissioning(session, draw.choice(ids))
        ),
    }


def _times(database: Database, work: Callable[[Session], Any], seconds: float) -> list[float]:
    took: list[float] = []
    until = time.monotonic() + max(seconds, 0.2)
    while len(took) < _SAMPLES or time.monotonic() < until:
        begun = time.perf_counter()
        with database.read() as session:
            work(session)
        took.append(1000 * (time.perf_counter() - begun))
    return took


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        migrate.upgrade(database.engine)
        yield database
    finally:
        database.close()


def _row(number: int, columns: Any, cells: tuple[object, ...]) -> Row:
    values: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=True):
        shown = str(cell)
        try:
            values[column.field] = column.parse(shown) if shown else None
        except CellFault as fault:
            raise PlainFault(
                f"the simulated province does not fit the import: {column.field}: {fault}"
            ) from None
    return Row(number, values, [])


def _points(database: Database, rows: Iterator[tuple[object, ...]]) -> None:
    with database.read() as session:
        owners = {
            number: (owner, area)
            for number, owner, area in session.execute(
                select(Organisation.number, Organisation.id, Organisation.area)
            )
        }
    now, names, parts = clock.now_ms(), set[str](), set[str]()
    while piece := list(itertools.islice(rows, _PIECE * 4)):
        values = []
        for number, gateway, part, name, system, component, _ in piece:
            owner, area = owners[str(number)]
            names.add(str(name))
            parts.add(str(part))
            values.append(
                {
                    "organisation_id": owner, "area": area, "gateway": gateway, "part": part, "name": name,
                    "system_type": system, "component_type": component, "version": 1, "changed_at": now,
                }
            )  # fmt: skip
        with database.write() as session:
            session.execute(insert(Point), values)
    with database.write() as session:
        search.put_point_names(session, names, parts)
        for table, mine in (
            (GatewayPlace, Point.gateway == GatewayPlace.gateway),
            (Commissioning, Point.organisation_id == Commissioning.organisation_id),
        ):
            planned = select(func.count()).select_from(Point).where(mine).scalar_subquery()
            session.execute(
                update(table).values(points_planned=planned).execution_options(synchronize_session=False)
            )
