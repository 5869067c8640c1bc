"""Which gateways are heard: by this process, or by others, which say so in the records.

Supervision rests on it: whom nobody listens to is not called silent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from cloud.access.hearing import Hearing
from cloud.access.sources.sharding import ALONE, Shard
from cloud.database import counters
from cloud.database.engine import Database
from runtime.clock import Clock
from runtime.logging import get_logger

log = get_logger("ingest")

_SAY_EVERY_S = 2.0
_BELIEVED_MS = 10_000
#: What is said under: `hearing/LANE/SHARE`, and `hearing/direct` for the centre's own doors.
_SAID = "hearing/"
_DIRECT = "direct"


class Ears:
    """`run` says what this process hears; `hearing` tells what all of them hear.

    `own`: the lanes of this process, and whether each hears its `shard` of the areas; `direct`: whether what
    comes to the centre itself comes here.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        lanes: Sequence[str],
        own: Mapping[str, Callable[[], bool]],
        *,
        shard: Shard = ALONE,
        direct: bool = False,
    ) -> None:
        self._database = database
        self._clock = clock
        self._lanes = lanes
        self._own = own
        self._shard = shard
        self._direct = direct

    def hearing(self) -> Hearing:
        """What is heard, here or elsewhere. Blocks where others have to be asked."""
        said = {*self._heard_here(), *(self._said_by_others() if self._database.shared else ())}
        shares = {
            lane: frozenset(
                Shard.parse(name.removeprefix(f"{lane}/")) for name in said if name.startswith(f"{lane}/")
            )
            for lane in self._lanes
        }
        return Hearing(shares, _DIRECT in said)

    async def run(self) -> None:
        """Say every two seconds what is heard here, where other processes can read it; until cancelled."""
        while self._database.shared and (self._own or self._direct):
            try:
                await asyncio.to_thread(self._say)
            except Exception:
                log.exception("what this process hears could not be said")
            await asyncio.sleep(_SAY_EVERY_S)

    def _heard_here(self) -> list[str]:
        lanes = [f"{lane}/{self._shard}" for lane, hears in self._own.items() if hears()]
        return [*lanes, _DIRECT] if self._direct else lanes

    def _said_by_others(self) -> list[str]:
        now = self._clock.now_ms()
        with self._database.read() as session:
            said = counters.beginning(session, _SAID)
        return [name.removeprefix(_SAID) for name, at in said.items() if now - at <= _BELIEVED_MS]

    def _say(self) -> None:
        heard = self._heard_here()
        if heard:
            with self._database.write() as session:
                for name in sorted(heard):
                    counters.raise_to(session, _SAID + name, self._clock.now_ms())
