"""A line of the doctor's: what was looked at, how it stands, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How bad it is; the worst of all lines is the exit code."""

    OK = 0
    WARNING = 1
    FAULT = 2


SIGNS = {Level.OK: "✓", Level.WARNING: "!", Level.FAULT: "✗"}


@dataclass(frozen=True)
class Verdict:
    """One line. `topic` is the group's key, `text` what was found, `cure` what to do about it (zh / en)."""

    level: Level
    topic: str
    text: str
    cure: str = ""


def ok(topic: str, text: str) -> Verdict:
    """All is well."""
    return Verdict(Level.OK, topic, text)


def warning(topic: str, text: str, cure: str) -> Verdict:
    """It will do, but should be seen to."""
    return Verdict(Level.WARNING, topic, text, cure)


def fault(topic: str, text: str, cure: str) -> Verdict:
    """The agent cannot do its work like this."""
    return Verdict(Level.FAULT, topic, text, cure)


def denied(topic: str, where: str) -> Verdict:
    """We may not look; that says nothing of how it stands."""
    return warning(
        topic,
        f"{where}: 无权查看 / we may not look there",
        "以 root 运行 / run this as root: sudo edge-agent doctor",
    )


def worst(verdicts: Iterable[Verdict]) -> Level:
    """The worst of them."""
    return max((verdict.level for verdict in verdicts), default=Level.OK)
