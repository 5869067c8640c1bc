"""The trial of a release: switched to, started, watched for progress, and kept or sent back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from edge_agent.delivery import proof
from edge_agent.delivery.layout import Layout, Release
from edge_agent.delivery.proof import Proof, Sample
from edge_agent.delivery.restarter import Restarter, RestartFailed

_LOOK_EVERY_S = 0.25

OnStep = Callable[[str, str], None]
"""Hears each step's name and what came of it."""


class Outcome(StrEnum):
    """What an update came to."""

    UPDATED = "updated"
    UNCHANGED = "unchanged"
    ROLLED_BACK = "rolled-back"
    #: Sent back, and the release before shows no progress either: the fault lies elsewhere.
    STRANDED = "stranded"
    REFUSED = "refused"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Watch:
    """How progress is waited for: where it is written, how long, and the clock."""

    progress: Path | None
    deadline_s: float
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]


@dataclass(frozen=True)
class Verdict:
    """How the trial ended and why."""

    outcome: Outcome
    reason: str = ""


def hold(layout: Layout, release: Release, restarter: Restarter, watch: Watch, on_step: OnStep) -> Verdict:
    """Try a complete release. On return `current` and `confirmed` are the same release again."""
    before = layout.linked(layout.confirmed)
    layout.point(layout.current, release)
    on_step("switch", release.name)
    reason = _start(release, restarter, watch, on_step)
    if not reason:
        layout.point(layout.confirmed, release)
        on_step("confirm", release.name)
        return Verdict(Outcome.UPDATED)
    if before is None or before.name == release.name:
        return Verdict(Outcome.STRANDED, reason)
    layout.point(layout.current, before)
    on_step("revert", before.name)
    again = _start(before, restarter, watch, on_step)
    if again:
        return Verdict(Outcome.STRANDED, f"{reason}; 退回后 / after going back: {again}")
    return Verdict(Outcome.ROLLED_BACK, reason)


def _start(release: Release, restarter: Restarter, watch: Watch, on_step: OnStep) -> str:
    """Start the release and wait for progress; gives what went wrong, or nothing."""
    seen = _look(watch)
    try:
        restarter.restart(release)
    except RestartFailed as fault:
        on_step("restart", str(fault))
        return f"无法启动 / could not be started: {fault}"
    on_step("restart", release.name)
    if watch.progress is None:
        on_step("progress", "配置未给出 spool.path / the settings name no spool.path")
        return "无处查看进度 / there is nowhere to look for progress: spool.path"
    waiting = Proof(release.manifest.version, seen)
    until = watch.monotonic() + watch.deadline_s
    while watch.monotonic() < until:
        if waiting.proven(_look(watch)):
            on_step("progress", "proven")
            return ""
        watch.sleep(_LOOK_EVERY_S)
    if waiting.vouched_for():
        on_step("progress", "quiet, and healthy to the last")
        return ""
    on_step("progress", waiting.lacking)
    return f"{watch.deadline_s:g} 秒内无进展 / no progress within {watch.deadline_s:g} s: {waiting.lacking}"


def _look(watch: Watch) -> Sample | None:
    return None if watch.progress is None else proof.read(watch.progress)
