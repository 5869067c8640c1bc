"""Recorded answers for a driver that asks in another rhythm: each question its own, the order held."""

from edge_agent.recording.line_file import Piece
from edge_agent.replay.answers import AnswerBook, Question, question
from telemetry import modbus


def asking(first: int) -> bytes:
    return modbus.read_pdu(3, first, 1)


def saying(value: int) -> bytes:
    return bytes((3, 2)) + value.to_bytes(2, "big")


def exchange(at_s: float, first: int, value: int | None, transaction: int = 0) -> list[Piece]:
    asked = Piece(at_s, "tx", modbus.frame("mbap", 1, asking(first), transaction))
    if value is None:
        return [asked]
    frame = modbus.frame("mbap", 1, saying(value), transaction)
    return [asked, Piece(at_s + 0.01, "rx", frame[:5]), Piece(at_s + 0.02, "rx", frame[5:])]


A, B = Question(1, asking(10)), Question(1, asking(20))


def values(book: AnswerBook, *asked: Question) -> list[int | None]:
    answers = [book.answer(each, None) for each in asked]
    return [None if answer is None else modbus.parse_answer(answer).registers[0] for answer in answers]


def test_a_question_is_the_same_whatever_carries_it() -> None:
    assert question("mbap", modbus.frame("mbap", 1, asking(10), 7)) == A
    assert question("rtu", modbus.frame("rtu", 1, asking(10))) == A


def test_what_repeats_is_given_once_when_nobody_waits_for_the_clock() -> None:
    pieces = [piece for n in range(50) for piece in exchange(n, 10, n // 25, n)]
    book = AnswerBook(pieces, "mbap", collapse=True)
    assert book.left == 2
    assert values(book, A, A, A) == [0, 1, 1]
    assert book.done


def test_the_order_of_the_recording_holds_across_questions() -> None:
    pieces = [
        *exchange(0, 10, 0),
        *exchange(1, 20, 0),
        *exchange(2, 20, 5),
        *exchange(3, 10, 7),
    ]
    book = AnswerBook(pieces, "mbap", collapse=True)
    assert values(book, A, B) == [0, 0]
    assert values(book, A, A) == [0, 0]
    assert values(book, B, A) == [5, 7]
    assert book.done


def test_silence_is_answered_with_silence() -> None:
    book = AnswerBook([*exchange(0, 10, None), *exchange(1, 10, 3)], "mbap", collapse=True)
    assert values(book, A, A) == [None, 3]


def test_the_last_question_may_have_been_answered_after_the_recording() -> None:
    book = AnswerBook([*exchange(0, 10, 3), *exchange(1, 10, None)], "mbap", collapse=True)
    assert book.left == 1


def test_a_question_that_was_never_asked_is_silence_and_told() -> None:
    book = AnswerBook(exchange(0, 10, 3), "mbap", collapse=True)
    assert values(book, B) == [None]
    assert book.unknown == {B}


def test_answers_nobody_asks_for_any_more_can_be_left_out() -> None:
    book = AnswerBook([*exchange(0, 10, 1), *exchange(1, 20, 2)], "mbap", collapse=True)
    assert book.skip() == 1
    assert values(book, B) == [2]
    assert book.skip() == 0


def test_at_its_own_pace_an_answer_waits_for_its_time() -> None:
    book = AnswerBook([*exchange(0, 10, 1), *exchange(9, 10, 2)], "mbap", collapse=False)
    said = [book.answer(A, elapsed) for elapsed in (0.0, 5.0, 9.1)]
    assert [modbus.parse_answer(each).registers[0] for each in said if each] == [1, 1, 2]
