"""Blocks bring together what is alike, in whatever order it was put in; simulated spellings are matched."""

from __future__ import annotations

import random

from benchmarks import matching
from cloud.matching.blocks import MOST, Blocks
from cloud.matching.choosing import Say, choose
from cloud.matching.comparing import Likeness, Spelling
from simulators import spellings


def test_the_order_of_what_was_put_in_does_not_matter() -> None:
    known = [
        (one.number, Spelling(one.name, one.address, one.area)) for one in spellings.organisations(600, 3)
    ]
    shuffled = random.Random(4).sample(known, len(known))
    forwards, mixed = Blocks(known), Blocks(shuffled)
    for _, sought in known[:60]:
        assert forwards.candidates(sought) == mixed.candidates(sought)
        assert forwards.best(sought) == mixed.best(sought)


def test_a_name_that_a_thousand_bear_is_found_by_its_county_or_address() -> None:
    blocks = Blocks((number, Spelling("蒙源酒店", f"新华大街{number}号")) for number in range(MOST + 200))
    blocks.add(9_999, Spelling("蒙源酒店", "海拉尔路7号", "150102"))
    assert blocks.candidates(Spelling("蒙源酒店")) == []
    assert blocks.candidates(Spelling("蒙源酒店", "", "150102")) == [9_999]
    assert blocks.candidates(Spelling("蒙源酒店", "新华大街44号")) == [44]


def test_two_candidates_alike_are_left_to_a_person_and_none_is_nobody() -> None:
    sure, near, far = Likeness(0.99, ()), Likeness(0.9, ()), Likeness(0.1, ())
    assert choose([(1, sure)]).say is Say.SAME
    assert choose([(1, sure), (2, near)]).say is Say.ASK
    assert choose([(1, near)]).say is Say.ASK
    assert choose([(1, far)]) == (Say.NONE, ())


def test_simulated_spellings_are_matched_and_those_held_out_are_rarely_matched_wrongly() -> None:
    figures = matching.run(1, organisations=1_000, rows=300)
    assert figures["seen_precision"] > 0.99
    assert figures["seen_recall"] > 0.98
    assert figures["held_out_precision"] > 0.98
    assert figures["held_out_recall_with_person"] > 0.95
