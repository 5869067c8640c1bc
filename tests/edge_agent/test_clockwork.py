"""What is due by the clock goes on, whatever one of the actions does."""

from edge_agent.clockwork import Clockwork, Due
from tests.edge_agent.panels import running
from tests.services import until


async def test_an_action_that_fails_keeps_none_of_the_others_from_its_turn() -> None:
    turns = {"bad": 0, "good": 0}

    def bad() -> None:
        turns["bad"] += 1
        raise OSError("/proc cannot be read")

    def good() -> None:
        turns["good"] += 1

    clockwork = Clockwork(Due(bad, lambda: 0.01, at_once=True), Due(good, lambda: 0.01))
    async with running(clockwork.run()):
        await until(lambda: turns["good"] >= 3)
    assert turns["bad"] >= 3
