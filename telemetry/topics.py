"""Topics: `sw/1/{area}/{gateway}/{stream}`. A gateway lives under its own prefix and sees no other."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from telemetry.errors import ContractError
from telemetry.messages import Stream

ROOT = "sw/1"
_TOPIC = re.compile(r"sw/1/(?P<area>[0-9]{6})/(?P<gateway>[A-Za-z0-9_-]{1,64})/(?P<stream>[a-z]+)", re.ASCII)


class Topic(NamedTuple):
    """A topic taken apart: six-digit administrative code, gateway, stream."""

    area: str
    gateway: str
    stream: Stream

    def __str__(self) -> str:
        return f"{ROOT}/{self.area}/{self.gateway}/{self.stream.value}"


def prefix(area: str, gateway: str) -> str:
    """The prefix under which one gateway may publish and subscribe, with its last slash."""
    return f"{ROOT}/{area}/{gateway}/"


@lru_cache(maxsize=100_000)
def parse(text: str) -> Topic:
    """Take a topic apart; a ContractError says what is wrong with one that is not ours."""
    match = _TOPIC.fullmatch(text)
    if match is None:
        raise ContractError(
            "topic", f"{text[:128]!r} is not of the form {ROOT}/{{area}}/{{gateway}}/{{stream}}"
        )
    try:
        stream = Stream(match["stream"])
    except ValueError:
        raise ContractError("topic", f"no such stream: {match['stream'][:32]!r}") from None
    return Topic(match["area"], match["gateway"], stream)
