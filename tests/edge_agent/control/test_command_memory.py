"""What is remembered of commands is bounded, survives in notes, and never lets a number be used twice."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from edge_agent.control.command_memory import KEPT, CommandMemory, Remembered, digest_of
from edge_agent.control.command_states import State
from telemetry.messages import CommandKind
from tests.edge_agent.site import command


def remembered(seq: int, state: State = State.DONE) -> Remembered:
    return Remembered(seq, CommandKind.READ_BACK, state, "digest", 1, 2, {"toml": "x" * 100})


def kept(memory: CommandMemory, notes: dict[str, str], entry: Remembered) -> None:
    changes = memory.notes_for(entry)
    memory.stored(changes)
    for name, value in changes.items():
        if value is None:
            del notes[name]
        else:
            notes[name] = value


@given(st.lists(st.integers(1, 2**53 - 1), unique=True, max_size=40))
def test_notes_give_back_the_same_memory(numbers: list[int]) -> None:
    memory, notes = CommandMemory({}), {}
    for number in numbers:
        kept(memory, notes, remembered(number))
    again = CommandMemory(notes)
    assert again.all == memory.all
    assert again.floor == memory.floor


def test_a_number_that_was_let_go_still_counts_as_used() -> None:
    memory, notes = CommandMemory({}), {}
    kept(memory, notes, remembered(1, State.WAITING))
    for number in range(2, KEPT + 12):
        kept(memory, notes, remembered(number))
    again = CommandMemory(notes)
    assert len(again.all) == KEPT + 1, "what is open is never let go"
    assert again.get(1) is not None
    assert again.get(2) is None
    assert again.used(2)
    assert not again.used(KEPT + 12)
    assert again.highest == KEPT + 11


def test_a_settled_command_keeps_no_arguments() -> None:
    memory, notes = CommandMemory({}), {}
    kept(memory, notes, remembered(1, State.WORKING))
    assert memory.get(1).arguments
    kept(memory, notes, replace(memory.get(1), state=State.DONE))
    assert not memory.get(1).arguments


def test_another_command_under_the_same_number_is_told_apart() -> None:
    one = command(1, CommandKind.CONFIGURE, toml="a")
    assert digest_of(one) == digest_of(replace(one, ts_gateway=5))
    assert digest_of(one) != digest_of(replace(one, arguments={"toml": "b"}))
    assert digest_of(one) != digest_of(replace(one, command=CommandKind.CLOCK))


def test_a_note_that_cannot_be_read_stops_nobody_and_its_number_counts_as_used() -> None:
    memory, notes = CommandMemory({}), {}
    kept(memory, notes, remembered(3))
    notes |= {"command/9": '{"seq": 9, "state": "of a later version"}', "command-floor": "1"}
    again = CommandMemory(notes)
    assert again.all == memory.all
    assert again.used(9)
    assert again.get(9) is None
    assert again.highest == 9
    assert CommandMemory({}).highest == 0
