"""The story as a person reads it: one line for what happens, time of day first, Chinese and English."""

from __future__ import annotations

import sys
from typing import TextIO

from simulators.actions import Action
from simulators.building import Building, Name
from simulators.clock import time_of
from simulators.panel import Change, State

_PANEL_STATES = {
    State.FIRE: ("火警", "fire alarm"),
    State.FAULT: ("故障", "fault"),
    State.ACTION: ("反馈", "feedback"),
    State.START: ("启动", "started"),
    State.STOP: ("停止", "stopped"),
    State.ISOLATE: ("屏蔽", "isolated"),
    State.RELEASE: ("屏蔽解除", "released"),
    State.RESTORE: ("恢复", "restored"),
}
_AT_REST = {
    State.FIRE: ("火警消除", "fire alarm over"),
    State.FAULT: ("故障消除", "fault over"),
    State.ACTION: ("复位停止", "stopped by reset"),
    State.START: ("复位停止", "stopped by reset"),
    State.ISOLATE: ("屏蔽解除", "released"),
}
_PANEL_WORDS = {
    "reset": ("复位", "is reset"),
    "silence": ("消音", "is silenced"),
    "unplug": ("通信中断", "is unplugged"),
    "plug": ("通信恢复", "is plugged in again"),
    "mains-fail": ("主电故障", "loses its mains"),
    "mains-restore": ("主电恢复", "has its mains back"),
}
_DETECTOR_WORDS = {
    "test": ("自检", "self-test"),
    "hush": ("静音", "is hushed"),
    "battery-low": ("电池电量低", "has a low battery"),
    "battery-new": ("更换电池", "gets a new battery"),
    "die": ("失联", "falls silent"),
    "revive": ("恢复联络", "is back"),
}
_NUISANCES = {"toast": ("烤面包冒烟", "toast burns"), "steam": ("水汽", "steam")}


class Story:
    """Tells what happens to `out`. `now_s` is set by whoever keeps the scenario's clock."""

    def __init__(self, building: Building, out: TextIO | None = None) -> None:
        self._building = building
        self._out = out or sys.stdout
        self._names = {
            thing.id: thing.name for thing in (*building.rooms, *building.panels, *building.sensed)
        }
        self.now_s = 0.0

    def tell(self, zh: str, en: str) -> None:
        """One line."""
        self._out.write(f"{time_of(self.now_s)} {zh} / {en}\n")
        self._out.flush()

    def action(self, action: Action) -> None:
        """What somebody does, in the scenario's own words if it has any."""
        words = action.say or self._plain(action)
        if words is not None:
            self.tell(words.zh, words.en)

    def change(self, change: Change) -> None:
        """What a panel shows of a point."""
        words = _PANEL_STATES.get(change.after) or _AT_REST.get(change.before)
        if words is not None:
            self.tell(
                f"控制器:{change.point.name.zh} {words[0]}", f"panel: {change.point.name.en}, {words[1]}"
            )

    def detector(self, detector: str, smoke: bool) -> None:
        """A stand-alone detector goes into alarm or out of it."""
        name = self._names[detector]
        zh, en = ("报警", "in alarm") if smoke else ("恢复正常", "normal again")
        self.tell(f"探测器:{name.zh} {zh}", f"detector: {name.en}, {en}")

    def _plain(self, action: Action) -> Name | None:
        if action.fire:
            room = self._names[action.fire.room]
            return Name(zh=f"{room.zh}起火", en=f"a fire starts in {room.en}")
        if action.fight:
            return Name(zh="消防队到场灭火", en="the brigade fights the fire")
        if action.nuisance:
            zh, en = _NUISANCES[action.nuisance.kind]
            room = self._names[action.nuisance.room]
            return Name(zh=f"{room.zh}{zh}", en=f"{en} in {room.en}")
        if action.replay:
            room = self._names[action.replay.room]
            return Name(zh=f"{room.zh}回放实测曲线", en=f"a measured curve is replayed in {room.en}")
        if action.call_point:
            name = self._names[action.call_point.point]
            return Name(zh=f"有人按下{name.zh}", en=f"somebody presses the {name.en}")
        if action.panel:
            zh, en = _PANEL_WORDS[action.panel.do]
            name = self._names[action.panel.panel]
            return Name(zh=f"{name.zh}{zh}", en=f"{name.en} {en}")
        if action.detector:
            zh, en = _DETECTOR_WORDS[action.detector.do]
            name = self._names[action.detector.id]
            return Name(zh=f"{name.zh}{zh}", en=f"{name.en}: {en}")
        if action.serial:
            return Name(zh=f"串口:{action.serial.text}"[:64], en=f"serial line: {action.serial.text}"[:64])
        return Name(zh="剧终", en="the end of the story") if action.end else None
