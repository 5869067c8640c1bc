"""`python -m tests.cloud.dispatch.incidents.busy_desk URL SEED`: twenty dispatchers, until killed.

Whatever is committed is told on a line: `order ID UNIT INCIDENT`. What goes wrong is told as `fault …`.
"""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.alarms.state_table import Outcome
from cloud.database.engine import Database
from cloud.database.tried import tried
from cloud.dispatch.deciding.tiers import Tier
from cloud.dispatch.forces.service import Cause
from cloud.dispatch.forces.states import TOLD
from cloud.dispatch.incidents import automatic, moving, orders, service
from cloud.dispatch.incidents.desk import DispatchDesk
from cloud.dispatch.incidents.forms import CallIn
from cloud.dispatch.incidents.tables import Incident, Order
from cloud.dispatch.incidents.watch import DispatchWatch
from cloud.dispatch.settings import DispatchSettings
from cloud.errors import ApiError
from cloud.people.asker import LOCAL
from runtime.clock import SystemClock

DISPATCHERS = 20


class Dispatcher:
    """Does one thing after another, chosen by chance."""

    def __init__(
        self, name: str, database: Database, desk: DispatchDesk, seed: int, tell: Callable[[str], None]
    ) -> None:
        self._name = name
        self._database = database
        self._desk = desk
        self._chance = random.Random(seed)
        self._tell = tell
        self._clock = SystemClock()

    def work(self) -> None:
        """One thing; that somebody was faster is no fault."""
        act = self._chance.choices(
            (self._call, self._send, self._signal, self._end, self._close), (3, 6, 3, 2, 1)
        )[0]
        try:
            act()
        except (ApiError, orders.Taken):
            return

    def _call(self) -> None:
        told = CallIn(
            place=f"{self._name}-{self._chance.random()}", area="150102", type="home-fire", apart=True,
            latitude=40.8 + self._chance.uniform(-0.03, 0.03), longitude=111.6,
        )  # fmt: skip
        now = self._clock.now_ms()
        tried(self._database, lambda session: service.call(session, LOCAL, told, self._desk.settings, now))

    def _send(self) -> None:
        number = self._one(select(Incident.id).where(Incident.state.in_(("open", "under-way"))))
        found = self._desk.propose({number: Tier.FULL}).get(number)
        wanted = [automatic.wanted_of(each) for each in found.units] if found is not None else []

        def send(session: Session) -> list[Order]:
            row = moving.held(session, LOCAL, number)
            return orders.send(session, row, wanted, self._clock.now_ms(), by=self._name)

        for order in tried(self._database, send):
            self._tell(f"order {order.id} {order.unit_id} {order.incident_id}")

    def _signal(self) -> None:
        unit = self._one(select(Order.unit_id).where(Order.ended_at.is_(None)))
        given = self._chance.choice(sorted(TOLD))

        def signal(session: Session) -> None:
            row = orders.held_unit(session, unit)
            if row is not None:
                orders.signal(session, row, given, Cause("message", self._name), self._clock.now_ms())

        tried(self._database, signal)

    def _end(self) -> None:
        order_id = self._one(select(Order.id).where(Order.ended_at.is_(None)))

        def end(session: Session) -> None:
            number = session.get_one(Order, order_id).incident_id
            row = moving.held(session, LOCAL, number)
            orders.cancel(session, LOCAL, row, order_id, "不需要", self._clock.now_ms())

        tried(self._database, end)

    def _close(self) -> None:
        number = self._one(select(Incident.id).where(Incident.state == "under-way"))

        def close(session: Session) -> None:
            row = moving.held(session, LOCAL, number)
            service.close(session, LOCAL, row, Outcome.REAL, None, "", self._clock.now_ms())

        tried(self._database, close)

    def _one(self, query: object) -> int:
        with self._database.read() as session:
            found = list(session.scalars(query))  # type: ignore[call-overload]
        if not found:
            raise ApiError(404, "none", "无", "none")
        return int(self._chance.choice(found))


def main(url: str, seed: int) -> None:
    """Until killed."""
    database = Database(url, connections=24)
    desk = DispatchDesk(database, DispatchSettings(), SystemClock())
    lock = threading.Lock()

    def tell(line: str) -> None:
        with lock:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

    def guarded(work: Callable[[], object]) -> None:
        while True:
            try:
                work()
            except BaseException as fault:
                tell(f"fault {type(fault).__name__}: {fault}".replace("\n", " "))

    watches = [DispatchWatch(database, desk, SystemClock()).look for _ in range(2)]
    people = [
        Dispatcher(f"{at}号席", database, desk, seed * 100 + at, tell).work for at in range(DISPATCHERS)
    ]
    for each in (*watches, *people):
        threading.Thread(target=guarded, args=(each,), daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
