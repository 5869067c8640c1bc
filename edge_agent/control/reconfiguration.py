"""New settings for the running agent: checked whole, taken up on trial, put back when what worked fails.

Theory of operation
===================

1. A settings file that cannot be used changes nothing; the fault names its line.
2. Only what differs is started anew (`difference`). The same settings once more start nothing.
3. What is started anew although it worked must work again within the trial time: each changed bus that was
   up, and the line to the centre. If one does not, the settings before are put back, in the process and in
   the file; the rejected text is kept beside it as `NAME.rejected.toml`.
4. Settings that have proved themselves are kept beside the file as `NAME.last-good.toml`. Every file is
   replaced at once.
5. A trial is noted in the spool before the file changes, so a process that is killed during it goes on with
   the trial when it starts again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from edge_agent.control.difference import Difference, difference
from edge_agent.plan import Plan, load_plan
from edge_agent.spool.record import SpoolError
from edge_agent.spool.spool import Spool
from runtime.clock import Clock
from runtime.files import replace_file
from runtime.logging import get_logger
from runtime.settings import SettingsError

log = get_logger("settings")

UPLINK = "uplink"
_TRIAL_NOTE = "trial"
_LOOK_S = 0.1
#: Pause between two looks whether the settings that run have not been kept yet.
_SETTLED_S = 5.0


class Site(Protocol):
    """What is reconfigured."""

    plan: Plan

    async def switch(self, wanted: Difference, plan: Plan) -> None:
        """Start anew what differs."""
        ...

    def up(self) -> set[str]:
        """What works now: buses by name, and `uplink`."""
        ...

    def trouble(self, name: str) -> str:
        """Why it does not work, in words."""
        ...

    def pin_settings(self, fault: str, *, taken: bool) -> None:
        """Remember how it went, for whoever asks."""
        ...


@dataclass(frozen=True)
class Outcome:
    """What became of new settings."""

    ok: bool
    text: str
    restarted: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    mark: str = ""

    def told(self) -> Mapping[str, Any]:
        """As JSON carries it."""
        return {
            "ok": self.ok,
            "text": self.text,
            "restarted": list(self.restarted),
            "removed": list(self.removed),
            "mark": self.mark,
        }


def last_good_path(path: Path) -> Path:
    """Where the last settings that proved themselves are kept."""
    return path.with_suffix(".last-good.toml")


def rejected_path(path: Path) -> Path:
    """Where the last settings that were put back are kept."""
    return path.with_suffix(".rejected.toml")


class Reconfiguration:
    """Takes up new settings, one at a time."""

    def __init__(self, site: Site, spool: Spool, clock: Clock) -> None:
        self._site = site
        self._spool = spool
        self._clock = clock
        self._busy = asyncio.Lock()
        #: The settings to go back to, and those that stand in the file kept for it.
        self._good_text = self._kept_text = site.plan.text
        good = last_good_path(site.plan.path) if site.plan.path is not None else None
        if good is not None and good.exists():
            self._kept_text = good.read_text(encoding="utf-8", errors="replace")
        #: What the centre's settings came to in a trial that a kill interrupted, by their mark.
        self._verdicts: dict[str, Outcome] = {}

    async def run(self) -> None:
        """Go on with the trial of an earlier process; then keep the settings once everything works."""
        async with self._busy:
            plan = self._site.plan
            trial = _read_trial(self._spool.notes.get(_TRIAL_NOTE))
            if trial is not None and trial["mark"] == plan.mark:
                await self._resume(plan, trial)
            elif plan.path is not None and not last_good_path(plan.path).exists():
                self._keep_good(plan)
            await self._forget_trial()
        while True:
            await asyncio.sleep(_SETTLED_S)
            plan = self._site.plan
            everything = {UPLINK, *(bus.name for bus in plan.buses)}
            if not self._busy.locked() and plan.text != self._kept_text and everything <= self._site.up():
                self._keep_good(plan)

    async def reload(self, source: str) -> Outcome:
        """Take up the settings file as it stands. `source` says who asked, for the log."""
        path = self._site.plan.path
        if path is None:
            return Outcome(False, "代理没有配置文件 / the agent was started without a settings file")
        if self._busy.locked():
            log.warning("settings not taken up: others are on trial", asked_by=source)
            return _BUSY
        async with self._busy:
            log.info("taking up the settings file", path=str(path), asked_by=source)
            try:
                plan = await asyncio.to_thread(load_plan, path)
            except SettingsError as fault:
                return self._failed(str(fault))
            return await self._take_up(plan, None)

    async def configure(self, text: str) -> Outcome:
        """Take up settings that came as text; on success they are the file."""
        async with self._busy:
            path = self._site.plan.path
            if path is None:
                return Outcome(False, "代理没有配置文件 / the agent was started without a settings file")
            incoming = path.with_suffix(".incoming.toml")
            try:
                replace_file(incoming, text, 0o600)
                plan = await asyncio.to_thread(load_plan, incoming)
            except SettingsError as fault:
                return self._failed(str(fault).replace(f"{incoming}:", f"{path.name}:"))
            except OSError as fault:
                return self._failed(
                    f"{incoming}: 无法写入 / cannot be written: {fault.strerror}; "
                    "让代理的用户可写该目录 / let the agent's user write to the folder"
                )
            finally:
                incoming.unlink(missing_ok=True)
            plan = plan.at(path)
            known = self._verdicts.pop(plan.mark, None)
            return known if known is not None else await self._take_up(plan, text)

    async def _take_up(self, plan: Plan, text: str | None) -> Outcome:
        old = self._site.plan
        wanted = difference(old, plan)
        if wanted.refused:
            return self._failed("; ".join(wanted.refused))
        if not wanted.anything:
            # The drivers hold the buses that are planned already, with what they have found since.
            self._site.plan = replace(plan, buses=old.buses)
            if text is not None and plan.path is not None:
                replace_file(plan.path, text)
            self._site.pin_settings("", taken=False)
            return Outcome(
                True, "配置相同，未重启任何总线 / the same settings: nothing was restarted", mark=plan.mark
            )
        must = self._site.up() & {*wanted.changed, *([UPLINK] if wanted.uplink else [])}
        try:
            await self._note_trial(plan, must)
            if plan.path is not None:
                self._write(last_good_path(plan.path), self._good_text)
            if text is not None and plan.path is not None:
                replace_file(plan.path, text)
        except (OSError, SpoolError) as fault:
            return self._failed(f"无法保存 / cannot be kept: {fault}; nothing was changed")
        why = await self._switch(wanted, plan, must)
        if why is not None:
            await self._site.switch(difference(plan, old), old)
            outcome = self._put_back(plan, why)
        else:
            self._keep_good(plan)
            self._site.pin_settings("", taken=True)
            outcome = self._taken(wanted, plan)
        await self._forget_trial()
        return outcome

    async def _switch(self, wanted: Difference, plan: Plan, must: Iterable[str]) -> str | None:
        """Go over and wait for what must work; None, or why the way back must be taken."""
        try:
            await self._site.switch(wanted, plan)
            return await self._prove(must)
        except Exception as fault:  # whatever it was, the settings before still stand
            log.exception("the settings could not be taken up")
            return f"{type(fault).__name__}: {fault}"

    async def _resume(self, plan: Plan, trial: Mapping[str, Any]) -> None:
        """The settings that this process started with are still on trial."""
        log.warning("the settings are still on trial", must=trial["must"])
        why = await self._prove(trial["must"])
        if why is None or plan.path is None:
            self._keep_good(plan)
            return
        try:
            old = await asyncio.to_thread(load_plan, last_good_path(plan.path))
            self._good_text = old.text
        except SettingsError as fault:
            log.error("the last good settings cannot be read; the new ones stay", fault=str(fault))
            return
        await self._site.switch(difference(plan, old), old.at(plan.path))
        self._verdicts[plan.mark] = self._put_back(plan, why)

    async def _prove(self, must: Iterable[str]) -> str | None:
        """Wait until all of these work; None, or why one did not in time."""
        missing = set(must)
        trial_s = self._site.plan.settings.reload.trial_s
        deadline = self._clock.monotonic() + trial_s
        while missing := missing - self._site.up():
            if self._clock.monotonic() >= deadline:
                name = min(missing)
                trouble = self._site.trouble(name) or "no word from it"
                return f"{name} 在 {trial_s:g} 秒内未恢复 / did not come up within {trial_s:g} s: {trouble}"
            await asyncio.sleep(_LOOK_S)
        return None

    def _put_back(self, plan: Plan, why: str) -> Outcome:
        told = f"{why}; 已恢复原配置 / the settings before were put back"
        if plan.path is not None:
            try:
                replace_file(rejected_path(plan.path), plan.text, 0o600)
                replace_file(plan.path, self._good_text)
            except OSError as fault:
                told += f", 但文件未能恢复 / but the file could not be: {fault}; correct it before a restart"
        return self._failed(told)

    def _taken(self, wanted: Difference, plan: Plan) -> Outcome:
        started = tuple(bus.name for bus in wanted.start)
        removed = tuple(name for name in wanted.stop if name not in started)
        down = [name for name in started if name not in self._site.up()]
        text = (
            f"已采用 / taken up: {len(started)} 条总线启动 / buses started, {len(removed)} 条停止 / stopped"
        )
        if down:
            name = down[0]
            text += f"; {name} 尚未接通 / is not up yet: {self._site.trouble(name) or 'no word from it'}"
        log.info("settings taken up", mark=plan.mark, started=started, removed=removed)
        return Outcome(True, text, started, removed, plan.mark)

    def _failed(self, why: str) -> Outcome:
        log.error("settings not taken up", fault=why)
        self._site.pin_settings(why, taken=False)
        return Outcome(False, why, mark=self._site.plan.mark)

    def _keep_good(self, plan: Plan) -> None:
        self._good_text = self._kept_text = plan.text
        if plan.path is not None:
            self._write(last_good_path(plan.path), plan.text)

    def _write(self, path: Path, text: str) -> None:
        """Keep a copy; a folder that cannot be written is told, and is no reason to refuse new settings."""
        try:
            replace_file(path, text, 0o600)
        except OSError as fault:
            log.warning("the last good settings could not be kept", path=str(path), fault=str(fault))

    async def _note_trial(self, plan: Plan, must: Iterable[str]) -> None:
        note = json.dumps({"mark": plan.mark, "must": sorted(must)})
        await self._spool.append([], notes={_TRIAL_NOTE: note})

    async def _forget_trial(self) -> None:
        if _TRIAL_NOTE in self._spool.notes:
            try:
                await self._spool.append([], notes={_TRIAL_NOTE: None})
            except SpoolError as fault:
                log.warning("a finished trial is still noted", fault=str(fault))


_BUSY = Outcome(
    False, "另一份配置正在试运行，请稍后再试 / other settings are on trial; try again when that is over"
)


def _read_trial(note: str | None) -> dict[str, Any] | None:
    if note is None:
        return None
    try:
        trial = json.loads(note)
        return {"mark": str(trial["mark"]), "must": [str(name) for name in trial["must"]]}
    except (ValueError, KeyError, TypeError):
        return None
