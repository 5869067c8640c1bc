"""What every receiver of a panel's line must hold to, whatever its protocol."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telemetry.frame_stream import FrameStream
from tests.telemetry.panel_vectors import SPOKEN, fires, statements

CHECKED = [name for name, spoken in SPOKEN.items() if spoken.checked]
#: Bytes that no short-summed JBF frame checks: its date, which moves the time of a fire and never its place.
UNCHECKED = {"jbf193k-short": range(11, 23)}


@pytest.mark.parametrize("name", SPOKEN)
def test_a_fire_is_heard(name: str) -> None:
    spoken = SPOKEN[name]
    for frame in spoken.fires:
        line = spoken.receiver()
        events = [*line.feed(frame), *line.quiet()]
        assert fires(events) if spoken.checked else statements(events), frame.hex(" ")


@pytest.mark.parametrize("name", CHECKED)
def test_a_flipped_byte_never_makes_a_fire(name: str) -> None:
    spoken = SPOKEN[name]
    for frame in (*spoken.fires, *spoken.others):
        for at in range(len(frame)):
            if at in UNCHECKED.get(name, ()):
                continue
            for flip in range(1, 256):
                line = spoken.receiver()
                damaged = frame[:at] + bytes((frame[at] ^ flip,)) + frame[at + 1 :]
                assert not fires([*line.feed(damaged), *line.quiet()]), (at, flip, damaged.hex(" "))


@pytest.mark.parametrize("name", [name for name in CHECKED if name != "espa444"])
def test_a_damaged_frame_never_swallows_its_repetition(name: str) -> None:
    """Not of ESPA, where whoever repeats a block selects the station anew."""
    spoken = SPOKEN[name]
    frame = spoken.fires[0]
    said = fires(spoken.receiver().feed(frame))
    assert said
    for at in range(len(frame)):
        for flip in range(1, 256):
            line = spoken.receiver()
            line.feed(frame[:at] + bytes((frame[at] ^ flip,)) + frame[at + 1 :])
            assert fires(line.feed(frame)) == said, (at, flip)


@pytest.mark.parametrize("name", SPOKEN)
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_how_the_bytes_are_cut_changes_nothing(name: str, data: st.DataObject) -> None:
    spoken = SPOKEN[name]
    frames = st.sampled_from([*spoken.fires, *spoken.others])
    pieces = data.draw(st.lists(st.one_of(st.binary(max_size=12), frames), max_size=5))
    stream = b"".join(pieces)
    if name.startswith("espa444"):
        stream = spoken.fires[0]  # an ESPA station judges by what comes after a block before it has answered
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    whole, cut = spoken.receiver(), spoken.receiver()
    at_once = [*whole.feed(stream), *whole.quiet()]
    in_pieces = []
    for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        in_pieces += cut.feed(stream[begin:end])
    in_pieces += cut.quiet()
    assert statements(in_pieces) == statements(at_once)
    assert cut.noise == whole.noise
    assert cut.take_answer() == whole.take_answer()


@pytest.mark.parametrize("name", SPOKEN)
@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=1500))
def test_hostile_bytes_never_raise_and_are_not_hoarded(name: str, data: bytes) -> None:
    line = SPOKEN[name].receiver()
    line.feed(data)
    if isinstance(line, FrameStream):
        assert len(line._buffer) <= line.max_bytes
    line.quiet()
    line.poll()
    if isinstance(line, FrameStream):
        assert not line._buffer


@pytest.mark.parametrize("name", [name for name in SPOKEN if name not in ("espa444", "notifier-printer")])
@settings(max_examples=40, deadline=None)
@given(noise=st.binary(max_size=30))
def test_a_frame_is_found_behind_noise_once_the_line_was_quiet(name: str, noise: bytes) -> None:
    spoken = SPOKEN[name]
    line = spoken.receiver()
    line.feed(noise)
    line.quiet()
    heard = [event for _ in range(2) for event in [*line.feed(spoken.fires[0]), *line.quiet()]]
    assert statements(heard)


@pytest.mark.parametrize("name", [name for name in SPOKEN if "-short" not in name])
def test_each_codec_describes_its_frames_and_refuses_bad_ones(name: str) -> None:
    module = {"gst-crt": "gst", "gst-bus": "gst"}.get(name, name.replace("-", "_"))
    described = importlib.import_module(f"telemetry.{module}").describe(_single(name))
    assert described["protocol"]


@pytest.mark.parametrize(("module", "name"), [("jbf193k", "jbf193k"), ("simplex4100", "simplex4100")])
def test_the_command_prints_one_object_and_fails_with_the_reason(module: str, name: str) -> None:
    good = SPOKEN[name].fires[0]
    done = subprocess.run(
        [sys.executable, "-m", f"telemetry.{module}", good.hex()], capture_output=True, text=True, check=False
    )
    assert (done.returncode, '"kind": "fire"' in done.stdout) == (0, True), done.stderr
    bad = good[:-2] + bytes((good[-2] ^ 1,)) + good[-1:]
    done = subprocess.run(
        [sys.executable, "-m", f"telemetry.{module}", bad.hex()], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "computed" in done.stderr


def _single(name: str) -> bytes:
    frame = SPOKEN[name].fires[0]
    return frame[:3] if name == "ld128e" else frame
