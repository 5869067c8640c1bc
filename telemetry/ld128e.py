"""LD128E (利达): the CRT port of LD128E panels. 9600 8N1.

We ask with one byte, `20`, every 200 ms. The panel answers `7F` when it has nothing to say, or three bytes:

    command  loop  address

Nothing checks them. So a command must be known, its loop and address within the profile's bounds, and a fire
is told as a fire once the panel has said the same three bytes in `confirmations` answers (2 by default). A
fire that was said once and not again within `patience` answers is told as a pre-alarm, not dropped: the line
may have made it up, or swallowed the second.

    python -m telemetry.ld128e 01 14 D0

Sources: LD128E communication protocol (https://github.com/georgewzy/KS_old_gateway, panel documents);
https://github.com/kobezhao513/9608eigit (commands, and 00 for *restored* in mains and battery).
"""

from __future__ import annotations

from telemetry import command_line, panel_line
from telemetry.errors import FrameError
from telemetry.frame_stream import FrameStream
from telemetry.panel_line import (
    RESET,
    FrameReceived,
    FrameRefused,
    Heard,
    LineEvent,
    Meaning,
    Statement,
    ends,
    operation,
    sets,
)

POLL, IDLE = b"\x20", 0x7F
FRAME_BYTES = 3
_FIRE = 0x01
#: More fires than this do not wait: the oldest is told as it is.
_MAX_WAITING = 256

COMMANDS = {
    0x01: sets("fire", "火警", "fire"),
    0x02: sets("module fault", "联动模块故障", "fault"),
    0x03: sets("detector fault", "探测器故障", "fault"),
    0x04: sets("linkage not carried out", "联动执行故障", "fault"),
    0x05: ends("module restored", "联动模块故障恢复", "fault"),
    0x06: ends("detector restored", "探测器故障恢复", "fault"),
    0x07: sets("zone display fault", "区显故障", "fault"),
    0x09: sets("action 0 answered", "动作0回答", "feedback"),
    0x0A: sets("action 1 answered", "动作1回答", "feedback"),
    0x0B: ends("action 0 over", "动作0消除", "feedback"),
    0x0C: ends("action 1 over", "动作1消除", "feedback"),
    0x0D: ends("zone display restored", "区显恢复", "fault"),
    0x20: operation("node request", "节点动作请求"),
    0x30: operation("silence", "消音"),
    0x40: sets("linkage 0 requested", "联动0请求", "started"),
    0x41: sets("linkage 1 requested", "联动1请求", "started"),
    0x42: ends("linkage 0 stopped", "联动0停止", "started"),
    0x43: ends("linkage 1 stopped", "联动1停止", "started"),
    0x44: sets("linkage 0 started", "联动0启动", "started"),
    0x45: sets("linkage 1 started", "联动1启动", "started"),
    0x50: RESET,
    0x51: Meaning("linkage reset", "联动复位", clears=frozenset({"started", "feedback"}), everywhere=True),
}
#: Mains and battery carry their condition where others carry the loop: 00 restored, else fault.
POWER = {0x12: ("mains", "主电"), 0x13: ("battery", "备电")}
_UNCONFIRMED = sets("fire, said once and not confirmed", "火警(仅一次,未确认)", "pre-alarm")


def parse(frame: bytes) -> Statement:
    """Read three bytes. Raises FrameError when they cannot be a frame."""
    if len(frame) != FRAME_BYTES:
        raise FrameError(f"{len(frame)} bytes; a frame has {FRAME_BYTES}")
    command, loop, address = frame
    code = f"{command:02X}"
    if command in POWER:
        en, zh = POWER[command]
        failed = sets(f"{en} fault", f"{zh}故障", "power-fault", panel=True)
        restored = ends(f"{en} restored", f"{zh}恢复", "power-fault", panel=True)
        return Statement(failed if loop else restored, code=code, unit=en, evidence={"condition": loop})
    meaning = COMMANDS.get(command)
    if meaning is None:
        raise FrameError(f"byte 0 is {command:02X}, no command of this protocol")
    named = None if meaning.panel or meaning.everywhere else f"{loop}-{address}"
    return Statement(meaning, code=code, address=named)


class Receiver(FrameStream):
    """Asks the panel: write `poll()` at the profile's pace.

    `loops` and `addresses` bound what a point can be called; what lies outside is refused.
    """

    max_bytes = FRAME_BYTES
    first_bytes = frozenset({IDLE, *COMMANDS, *POWER})

    def __init__(
        self,
        confirmations: int = 2,
        patience: int = 5,
        loops: tuple[int, int] = (0, 255),
        addresses: tuple[int, int] = (0, 255),
    ) -> None:
        super().__init__()
        self._confirmations = confirmations
        self._patience = patience
        self._loops = loops
        self._addresses = addresses
        #: Fires that wait: how often each was said, and how many answers ago first.
        self._waiting: dict[bytes, list[int]] = {}

    def poll(self) -> bytes:
        """The question; an answer that is still incomplete is given up."""
        self._noise += len(self._buffer)
        self._buffer.clear()
        return POLL

    def cut(self, data: bytes, final: bool) -> tuple[int, LineEvent | None]:
        """Cut one answer."""
        if data[0] == IDLE:
            overdue = self._overdue()
            return 1, FrameReceived(overdue, data[:1]) if overdue else Heard("idle")
        if len(data) < FRAME_BYTES:
            return 0, None
        try:
            said = parse(data)
        except FrameError as fault:
            return 1, FrameRefused(str(fault), data)
        if said.address is not None and not self._plausible(data):
            return FRAME_BYTES, FrameRefused(f"no point is called {said.address}", data)
        told = (said,) if data[0] != _FIRE or self._confirmed(data) else ()
        told = (*self._overdue(), *told)
        if not told:
            return FRAME_BYTES, Heard("a fire that waits for its confirmation")
        return FRAME_BYTES, FrameReceived(told, data)

    def _plausible(self, frame: bytes) -> bool:
        return (
            self._loops[0] <= frame[1] <= self._loops[1]
            and self._addresses[0] <= frame[2] <= self._addresses[1]
        )

    def _confirmed(self, frame: bytes) -> bool:
        """Count a fire; whether it has been said often enough."""
        times, since = self._waiting.pop(frame, [0, 0])
        if times + 1 >= self._confirmations:
            return True
        self._waiting[frame] = [times + 1, since]
        return False

    def _overdue(self) -> tuple[Statement, ...]:
        """Count an answer; the fires that have waited for too many, as what they are unconfirmed."""
        for held in self._waiting.values():
            held[1] += 1
        over = [frame for frame, (_, since) in self._waiting.items() if since > self._patience]
        over += list(self._waiting)[: max(0, len(self._waiting) - _MAX_WAITING)]
        for frame in over:
            self._waiting.pop(frame, None)
        said = [parse(frame) for frame in dict.fromkeys(over)]
        return tuple(Statement(_UNCONFIRMED, code=entry.code, address=entry.address) for entry in said)


def describe(frame: bytes) -> dict[str, object]:
    """What a frame says, as plain data. Raises FrameError on one that is not valid."""
    if frame == bytes((IDLE,)):
        return panel_line.described("LD128E", Statement(Meaning("idle", "空闲"), code="7F"))
    return panel_line.described("LD128E", parse(frame))


if __name__ == "__main__":
    raise SystemExit(command_line.run("telemetry.ld128e", describe))
