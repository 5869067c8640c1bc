from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from cloud.access import repository
from cloud.access import totals as module
from cloud.access.repository import Total
from cloud.access.totals import Totals
from cloud.people.asker import Asker


class Counting:
    """A count that takes a second and finds one more each time, on a clock of its own."""

    def __init__(self) -> None:
        self.now, self.counts = 100.0, 0

    def totals(self, _session: Session, _asker: Asker) -> dict[str, Total]:
        self.now += 1.0
        self.counts += 1
        return {"event": Total(self.counts, 0)}

    def monotonic(self) -> float:
        return self.now


def test_counting_takes_a_twentieth_of_the_time_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    counting = Counting()
    monkeypatch.setattr(repository, "totals", counting.totals)
    monkeypatch.setattr(module, "time", counting)
    totals, session = Totals(), Session()
    assert totals.of(session)["event"].stored == 1
    counting.now += 19.9
    assert totals.of(session)["event"].stored == 1
    counting.now += 0.2
    assert totals.of(session)["event"].stored == 2
