"""Recorded lines: what is written is what is read, cut files are told, files stay bounded."""

import resource
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.recording import line_file as recording
from edge_agent.recording.line_file import Header, Piece, RecordingError
from edge_agent.recording.recorder import Recorder
from runtime.faults import PlainFault

HEADER = Header(bus="panel-2", family="serial", started_at=1_767_225_600_000, settings={"port": "/dev/ttyS0"})

pieces = st.lists(st.tuples(st.sampled_from(["rx", "tx"]), st.binary(min_size=1, max_size=40)), max_size=20)


def ticking() -> Iterator[float]:
    return (n * 0.25 for n in count())


def recorder(folder: Path, **bounds: int) -> Recorder:
    times = ticking()
    return Recorder(folder, HEADER, clock=lambda: next(times), **bounds)


def read(path: Path) -> recording.Recording:
    with path.open("rb") as lines:
        return recording.read(path.name, lines)


@given(pieces)
def test_what_was_written_is_read(said: list[tuple[str, bytes]]) -> None:
    timed = [Piece(n / 4, direction, data) for n, (direction, data) in enumerate(said)]
    text = recording.header_line(HEADER) + b"".join(recording.piece_lines(piece) for piece in timed)
    found = recording.read("x", text.splitlines(keepends=True))
    assert found.header == HEADER
    assert found.pieces == timed


def test_a_recording_ends_with_its_books(tmp_path: Path) -> None:
    line = recorder(tmp_path)
    line.take("rx", b"\x31\x05")
    line.take("tx", b"\x06")
    line.take("rx", b"")
    line.close()
    found = read(line.paths[0])
    assert found.pieces == [Piece(0.25, "rx", b"1\x05"), Piece(0.5, "tx", b"\x06")]
    assert found.end is not None
    assert (found.end.pieces, found.end.rx_bytes, found.end.tx_bytes, found.end.dropped) == (2, 2, 1, 0)
    assert found.notes == ()
    assert line.paths[0].stat().st_mode & 0o077 == 0


def test_a_long_recording_stays_within_its_bound_and_says_what_it_threw_away(tmp_path: Path) -> None:
    line = recorder(tmp_path, part_bytes=600, keep_parts=3)
    for n in range(200):
        line.take("rx", bytes((n,)) * 8)
    end = line.close()
    files = sorted(tmp_path.iterdir())
    assert files == line.paths
    assert len(files) == 3
    assert all(file.stat().st_size < 900 for file in files)
    assert end.dropped_parts > 0
    whole = recording.joined([read(file) for file in reversed(files)])
    assert [piece.data[0] for piece in whole.pieces] == list(range(200 - len(whole.pieces), 200))
    assert "begins with part" in whole.notes[0]


def test_a_missing_part_is_told(tmp_path: Path) -> None:
    line = recorder(tmp_path, part_bytes=600, keep_parts=9)
    for _ in range(60):
        line.take("rx", bytes(8))
    line.close()
    parts = [read(file) for file in line.paths]
    assert len(parts) > 2
    with pytest.raises(RecordingError, match=r"part 2 .* missing"):
        recording.joined([parts[0], *parts[2:]])


def test_a_file_cut_by_a_power_failure_is_read_up_to_there(tmp_path: Path) -> None:
    line = recorder(tmp_path)
    for n in range(4):
        line.take("rx", bytes((n,)) * 8)
    line.flush()
    text = line.paths[0].read_bytes()
    cut = recording.read("x", text[:-7].splitlines(keepends=True))
    assert len(cut.pieces) == 3
    assert cut.notes == ("x:5: cut off here; what came before is whole",)
    line.close()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", r"x:1: not a recorded line"),
        (b"[[modbus]]\n", r"x:1: not a recorded line"),
        (b'{"recording": 9}\n', r"x:1: format 9"),
        (b'{"recording": 1}\n', r"x:1: .*bus"),
    ],
)
def test_what_is_no_recording_is_refused(text: bytes, told: str) -> None:
    with pytest.raises(RecordingError, match=told):
        recording.read("x", text.splitlines(keepends=True))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b'[0.0,"up","00"]\n', "x:2: 'up' is no direction"),
        (b'[0.0,"rx","0g"]\n', "x:2: '0g' is not hexadecimal"),
        (b"hello\n", "x:2: "),
        (b'[-1.0,"rx","00"]\n', "x:2: time -1.0 is before"),
        (b'[NaN,"rx","00"]\n', "x:2: "),
    ],
)
def test_a_damaged_line_is_named(line: bytes, told: str) -> None:
    with pytest.raises(RecordingError, match=told):
        recording.read("x", [recording.header_line(HEADER), line])


def test_two_recordings_are_not_one(tmp_path: Path) -> None:
    one = recording.read("x", [recording.header_line(HEADER)])
    other = one._replace(header=Header(bus="panel-3", family="serial", started_at=1))
    with pytest.raises(RecordingError, match="two recordings"):
        recording.joined([one, other])


def test_a_full_disk_stops_the_recording_and_never_the_driver(tmp_path: Path) -> None:
    line = recorder(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        for _ in range(3):
            line.take("rx", bytes(200_000))
        end = line.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (end.pieces, end.dropped) == (3, 3)
    assert line.fault


def test_a_folder_that_cannot_be_written_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(PlainFault, match="cannot be written"):
        Recorder(tmp_path / "missing", HEADER)
