"""A county with units and inspectors, and a plan over them, for tests of draws."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cloud.draws import drafting, entering, repository, service, template
from cloud.draws.schemas import DrawIn, EntropyIn, UnitIn
from cloud.draws.tables import Draw
from cloud.duty.days import DAY_MS, day_of
from cloud.people.asker import LOCAL, Asker
from tests.cloud.inspections.site import add_inspector
from tests.cloud.places import add_organisation
from tests.cloud.said import NOW
from tests.cloud.stores import Stores

VALUES = {
    "ssq-red": [31, 3, 9, 17, 22, 28],
    "ssq-blue": [7],
    "dlt-front": [2, 11, 19, 24, 33],
    "dlt-back": [12, 4],
}
CREDIT = ("A", "B", "C", "D")
RISK = ("I", "II", "III", "IV")


def named(plan: dict[str, Any]) -> dict[str, Any]:
    """The template's plan with the issues of its lotteries written in."""
    for source in plan["entropy"]["sources"]:
        for name in ("zh", "en"):
            source[name] = source[name].replace(template.OPEN, "2026140")
    return plan


class Office:
    """Units of every class, and six inspectors; every call is a transaction or opens its own."""

    def __init__(self, stores: Stores, units: int = 40) -> None:
        self.database = stores.database
        self.now = NOW
        with self.database.write() as session:
            self.units = [self._unit(session, n) for n in range(units)]
            for n in range(3, 9):
                add_inspector(session, f"NM-00{n}", capacity=100)

    def _unit(self, session: Any, n: int) -> int:
        area = ("150102", "150103")[n % 2]
        owner = add_organisation(
            session, f"u-{n:03d}", name=f"单位{n}", category="hotel", area=area, credit_code=None
        )
        told = UnitIn(
            unit_class=("crowded-key", "key", "ordinary")[n % 3],
            risk=RISK[n % 4],
            credit=CREDIT[n // 4 % 4],
        )
        service.stand(session, LOCAL, owner.id, told, by="李队", now=NOW)
        return owner.id

    def plan(self, **changed: Any) -> dict[str, Any]:
        return named(template.plan("1501", day_of(self.now), "https://example.org/draws")) | changed

    def draft(self, asker: Asker = LOCAL, **changed: Any) -> Draw:
        told = DrawIn(plan=self.plan(**changed))
        return self._write(lambda session: drafting.draft(session, asker, told, by="李队", now=self.now))

    def frozen(self, **changed: Any) -> Draw:
        row = self.draft(**changed)
        drafting.freeze(self.database, LOCAL, row.id, version=None, by="李队", now=self.now)
        return self.draw(row.id)

    def enter(self, number: int, by: str, values: Any = VALUES, asker: Asker = LOCAL, **told: Any) -> Draw:
        body = EntropyIn.model_validate(told or {"values": values})
        entering.enter(self.database, asker, number, body, by=by, now=self.now)
        return self.draw(number)

    def drawn(self, **changed: Any) -> Draw:
        row = self.frozen(**changed)
        self.pass_days(4)
        self.enter(row.id, "张三")
        return self.enter(row.id, "李四")

    def assigned(self, number: int) -> Draw:
        due = day_of(self.now) + timedelta(days=30)
        return self._write(
            lambda session: service.assign(session, LOCAL, number, due, by="李队", now=self.now)
        )

    def draw(self, number: int) -> Draw:
        with self.database.read() as session:
            return session.get_one(Draw, number)

    def file(self, number: int, kind: str) -> bytes:
        with self.database.read() as session:
            held = repository.file(session, number, kind)
            assert held is not None
            return held.content

    def pass_days(self, days: int) -> None:
        self.now += days * DAY_MS

    def _write(self, work: Callable[..., Any]) -> Any:
        with self.database.write() as session:
            return work(session)
