"""When a room is checked at random (随机查岗): drawn from its seed, the same however often asked. Pure."""

from __future__ import annotations

from random import Random


def check_times(
    seed: str, room: int, start_at: int, end_at: int, count: int, *, margin_ms: int, gap_ms: int
) -> list[int]:
    """`count` moments of a shift in order, whole seconds; `gap_ms` apart at least, `margin_ms` off its ends.

    Fewer where they do not fit. Every choice that keeps the distances is as likely as any other: moments
    are drawn in the time that the distances leave over, and the distances are put between them afterwards.
    """
    room_ms = end_at - start_at - 2 * margin_ms
    if room_ms < 0 or count <= 0:
        return []
    fitting = min(count, room_ms // gap_ms + 1)
    spare_s = (room_ms - (fitting - 1) * gap_ms) // 1000
    drawn = Random(f"{seed}/{room}/{start_at}")
    offsets = sorted(drawn.randint(0, spare_s) for _ in range(fitting))
    return [start_at + margin_ms + offset * 1000 + place * gap_ms for place, offset in enumerate(offsets)]
