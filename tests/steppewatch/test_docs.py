"""The documentation says what the code does."""

from __future__ import annotations

from steppewatch import docs


def test_what_is_drawn_from_code_has_been_redrawn() -> None:
    assert docs.main(["--check"]) == 0


def test_every_kind_and_every_stream_stands_in_the_diagrams() -> None:
    drawn = docs.diagrams()
    assert "`fire`" in drawn
    assert "receipt: Receipt" in drawn
    assert drawn.index("`fire`") < drawn.index("`test`")
