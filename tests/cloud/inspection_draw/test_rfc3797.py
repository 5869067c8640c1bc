"""The RFC's own worked example (section 6), digest by digest."""

from __future__ import annotations

import hashlib
import math

from cloud.inspection_draw import rfc3797

_SOURCES = [[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]]
_KEY = "9319./2.5.8.10.12./9.18.26.34.41.45./"
_DIGESTS = [
    "990DD0A5692A029A98B5E01AA28F3459",
    "3691E55CB63FCC37914430B2F70B5EC6",
    "FE814EDF564C190AC1D25753979990FA",
    "1863CCACEB568C31D7DDBDF1D4E91387",
    "F4AB33DF4889F0AF29C513905BE1D758",
    "13EAEB529F61ACFB9A29D0BA3A60DE4A",
    "992DB77C382CA2BDB9727001F3CDCCD9",
    "63AB4258ECA922976811C7F55C383CE7",
    "DFBC5AC97CED01B3A6E348E3CC63F40D",
    "31CB111C4A4EBE9287CEAE16FE51B909",
]
_SELECTED = [17, 7, 2, 16, 25, 23, 8, 24, 19, 13]


def test_the_key_is_the_rfcs() -> None:
    assert rfc3797.key_of(_SOURCES) == _KEY


def test_the_order_in_which_a_source_tells_its_numbers_does_not_matter() -> None:
    assert rfc3797.key_of([[9319], [12, 10, 8, 5, 2], [45, 9, 18, 41, 26, 34]]) == _KEY


def test_the_blocks_are_the_rfcs_digests() -> None:
    blocks = [rfc3797.block(_KEY.encode(), index, hashlib.md5, 2) for index in range(10)]
    assert [f"{block:032X}" for block in blocks] == _DIGESTS


def test_whom_the_rfc_selects_is_selected() -> None:
    pool = list(range(1, 26))
    chosen = [
        pool.pop(rfc3797.block(_KEY.encode(), index, hashlib.md5, 2) % len(pool)) for index in range(10)
    ]
    assert chosen == _SELECTED


def test_two_national_lotteries_say_enough() -> None:
    outcomes = math.comb(33, 6) * 16 * math.comb(35, 5) * math.comb(12, 2)
    assert outcomes.bit_length() == 49
