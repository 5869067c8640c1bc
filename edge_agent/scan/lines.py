"""Finding speed, frame and protocol of a serial line: by listening, and only when asked to, by questions.

Listening never writes a byte. Asking sends what each protocol's own station would send to a panel that is
polled, a few times; nothing that a panel could take for a command. But an event that a panel gives in answer,
of a protocol without confirmation, is heard by nobody else: asking is for a line on which nothing happens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

from device_profiles.schema import Profile
from device_profiles.serial_panel import protocols
from device_profiles.serial_panel.schema import SerialPanel
from edge_agent.drivers.serial_port import LineSettings, SerialPort
from edge_agent.scan.fingerprint import Candidate, Score, of_modbus, recognise

#: What installers meet, the commonest first; the profiles' own lines are tried before them.
COMMON = tuple(
    LineSettings(*frame)
    for frame in (
        (9600, 8, "N", 1),
        (9600, 8, "E", 1),
        (4800, 8, "N", 1),
        (2400, 8, "N", 1),
        (19_200, 8, "N", 1),
        (9600, 7, "E", 2),
        (9600, 7, "E", 1),
        (1200, 7, "E", 2),
        (38_400, 8, "N", 1),
        (115_200, 8, "N", 1),
    )
)
#: At this likelihood, with this many frames, the search ends.
SURE, SURE_FRAMES = 0.9, 2
_QUESTIONS = 3
#: Far longer than any panel takes to answer; how often its driver asks is another matter.
_ANSWER_S = 0.6
_SHOWN_BYTES = 48
#: A pause that ends a burst: far beyond the pauses within a frame at 1200 baud.
_PAUSE_S = 0.1

Tell = Callable[[str], None]


class LineHeard(NamedTuple):
    """What was heard with one setting of the line."""

    line: LineSettings
    #: Whether we asked; False: only listened.
    asked: bool
    bytes_heard: int
    #: The first bytes in hexadecimal, for people.
    first: str
    candidates: list[Candidate]
    modbus: Score | None

    @property
    def likelihood(self) -> float:
        """That of the best explanation."""
        scores = [candidate.score.likelihood for candidate in self.candidates]
        return max([*scores, self.modbus.likelihood if self.modbus else 0.0], default=0.0)

    @property
    def sure(self) -> bool:
        """Whether there is no need to look further."""
        scores = [candidate.score for candidate in self.candidates] + ([self.modbus] if self.modbus else [])
        return any(score.likelihood >= SURE and score.frames >= SURE_FRAMES for score in scores)


def lines_to_try(profiles: Sequence[Profile]) -> list[LineSettings]:
    """Every setting worth a try, without repetition."""
    own = [line_of(profile.serial_panel) for profile in profiles if profile.serial_panel is not None]
    return list(dict.fromkeys((*COMMON[:1], *own, *COMMON)))


def line_of(panel: SerialPanel) -> LineSettings:
    """The line that the profile gives."""
    return LineSettings(panel.baudrate, panel.bytesize, panel.parity, panel.stopbits)


async def search(
    selector: str,
    lines: Sequence[LineSettings],
    profiles: Sequence[Profile],
    listen_s: float,
    *,
    active: bool = False,
    tell: Tell = lambda _: None,
) -> list[LineHeard]:
    """Try the lines until one is sure; the likeliest first. Raises OSError when the port cannot be opened."""
    found: list[LineHeard] = []
    for line in lines:
        tell(f"{line}: 监听 / listening")
        found.append(await _listen(selector, line, profiles, listen_s))
        if found[-1].sure:
            break
    else:
        if active:
            found += await _ask_all(selector, profiles, tell)
    return sorted(found, key=lambda heard: (-heard.likelihood, -heard.bytes_heard))


async def _listen(
    selector: str, line: LineSettings, profiles: Sequence[Profile], listen_s: float
) -> LineHeard:
    port = SerialPort.open(selector, line)
    try:
        return _heard(line, False, await _bursts(port, listen_s), profiles)
    finally:
        port.close()


async def _ask_all(selector: str, profiles: Sequence[Profile], tell: Tell) -> list[LineHeard]:
    found = []
    for profile in profiles:
        panel = profile.serial_panel
        if panel is None or not protocols.receiver(panel).poll():
            continue
        tell(f"{profile.profile}: 询问 / asking")
        found.append(await _ask(selector, panel, profile))
        if found[-1].sure:
            break
    return found


async def _ask(selector: str, panel: SerialPanel, profile: Profile) -> LineHeard:
    """Ask as the profile's driver would, and confirm nothing: what the panel has to say stays with it."""
    line = line_of(panel)
    port = SerialPort.open(selector, line)
    station = protocols.receiver(panel)
    bursts: list[bytes] = []
    try:
        for _ in range(_QUESTIONS):
            await port.write_marked(station.poll(), panel.mark_bytes)
            for burst in await _bursts(port, _ANSWER_S):
                bursts.append(burst)
                station.feed(burst)
    finally:
        port.close()
    return _heard(line, True, bursts, [profile])


async def _bursts(port: SerialPort, for_s: float) -> list[bytes]:
    """What comes within the time, cut where the line paused."""
    loop = asyncio.get_running_loop()
    until = loop.time() + for_s
    bursts: list[bytes] = []
    paused = True
    while (left_s := until - loop.time()) > 0:
        piece = await port.read(left_s if paused else min(left_s, _PAUSE_S))
        if piece and not paused:
            bursts[-1] += piece
        elif piece:
            bursts.append(piece)
        paused = not piece
    return bursts


def _heard(
    line: LineSettings, asked: bool, bursts: Sequence[bytes], profiles: Sequence[Profile]
) -> LineHeard:
    score = of_modbus(bursts) if not asked else None
    return LineHeard(
        line,
        asked,
        sum(map(len, bursts)),
        b"".join(bursts)[:_SHOWN_BYTES].hex(" ").upper(),
        recognise(bursts, profiles),
        score if score is not None and score.frames else None,
    )
