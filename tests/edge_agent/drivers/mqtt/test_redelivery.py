"""What a broker sends again is known again, and nothing new is ever taken for it."""

from edge_agent.drivers.mqtt.redelivery import Redelivery
from runtime.mqtt_line import Incoming


def message(
    packet_id: int, connection: int = 0, *, payload: bytes = b"smoke", again: bool = False, qos: int = 1
) -> Incoming:
    return Incoming("t", payload, qos, False, packet_id=packet_id, connection=connection, again=again)


def test_a_message_sent_again_after_a_cut_is_known_again() -> None:
    redelivery = Redelivery()
    assert not redelivery.is_again(message(1))
    assert not redelivery.is_again(message(2))
    assert redelivery.is_again(message(1, connection=7, again=True))
    assert redelivery.is_again(message(2, connection=7, again=True))


def test_a_message_whose_first_sending_was_lost_is_new() -> None:
    redelivery = Redelivery()
    redelivery.is_again(message(1))
    assert not redelivery.is_again(message(2, connection=1, again=True))
    assert not redelivery.is_again(message(1, connection=1, payload=b"clear", again=True))


def test_without_the_brokers_word_nothing_is_a_repetition() -> None:
    redelivery = Redelivery()
    redelivery.is_again(message(1))
    assert not redelivery.is_again(message(1, connection=1))


def test_what_came_two_connections_ago_says_nothing() -> None:
    redelivery = Redelivery()
    redelivery.is_again(message(1, connection=0))
    redelivery.is_again(message(9, connection=1))
    assert not redelivery.is_again(message(1, connection=2, again=True))


def test_a_broker_that_reuses_its_packet_ids_at_once_is_taken_for_all_new() -> None:
    redelivery = Redelivery()
    redelivery.is_again(message(1))
    redelivery.is_again(message(1, payload=b"clear"))
    assert redelivery.unsure
    assert not redelivery.is_again(message(1, connection=1, payload=b"clear", again=True))


def test_without_acknowledgement_there_is_no_repetition() -> None:
    redelivery = Redelivery()
    assert not any(redelivery.is_again(message(0, connection=n, qos=0, again=True)) for n in range(3))
    assert not redelivery.unsure
