from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cloud.budgets import series
from telemetry.messages import Quality, ReadingBatch

names = st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=6, unique=True)


@st.composite
def batches(draw: st.DrawFn) -> ReadingBatch:
    parts = draw(names)
    rows = draw(st.lists(st.tuples(st.integers(0, len(parts) - 1), st.integers(0, 255)), max_size=30))
    return ReadingBatch(
        gateway="gw",
        seq=1,
        ts_gateway=1,
        clock_synced=True,
        parts=parts,
        part=[part for part, _ in rows],
        analog_type=[kind for _, kind in rows],
        ts=list(range(len(rows))),
        value=[float(n) for n in range(len(rows))],
        quality=[Quality.GOOD] * len(rows),
    )


@given(batches(), batches())
def test_what_was_seen_is_new_only_once(first: ReadingBatch, second: ReadingBatch) -> None:
    seen = series.sorted_with(series.NONE, series.keys(first, series.pairs(first)))
    seen = series.unpacked(series.packed(seen))
    assert not series.new_among(series.keys(first, series.pairs(first)), seen).any()
    told = {(first.parts[part], kind) for part, kind in series.pairs(first)}
    new = series.new_among(series.keys(second, series.pairs(second)), seen)
    for (part, kind), is_new in zip(series.pairs(second), new.tolist(), strict=True):
        assert is_new == ((second.parts[part], kind) not in told)


@given(batches(), st.data())
def test_rows_beyond_go_and_all_others_stay_in_their_order(batch: ReadingBatch, data: st.DataObject) -> None:
    pairs = series.pairs(batch)
    beyond = data.draw(st.sets(st.sampled_from(pairs))) if pairs else set()
    kept, left_out = series.parted(batch, beyond)
    rows = list(zip(batch.part, batch.analog_type, batch.ts, strict=True))
    assert list(zip(kept.part, kept.analog_type, kept.ts, strict=True)) == [
        row for row in rows if row[:2] not in beyond
    ]
    assert len(kept.ts) + len(left_out.ts) == len(rows)
    assert set(series.pairs(left_out)) == beyond


def test_the_mark_of_a_layout_tells_one_from_another() -> None:
    def batch(parts: list[str], part: list[int], kinds: list[int]) -> ReadingBatch:
        size = len(part)
        return ReadingBatch(
            gateway="gw",
            seq=1,
            ts_gateway=1,
            clock_synced=True,
            parts=parts,
            part=part,
            analog_type=kinds,
            ts=[1] * size,
            value=[1.0] * size,
            quality=[Quality.GOOD] * size,
        )

    marks = [
        series.layout(batch(["a", "b"], [0, 1], [1, 2])),
        series.layout(batch(["a", "b"], [0, 1], [2, 1])),
        series.layout(batch(["b", "a"], [0, 1], [1, 2])),
        series.layout(batch(["a", "b"], [0], [1])),
    ]
    assert len(set(marks)) == 4
    assert marks[0] == series.layout(batch(["a", "b"], [0, 1], [1, 2]))
