"""The vectors by which the page's own verifier is tested; run as a module, this writes them anew."""

from __future__ import annotations

import json

from cloud.inspection_draw import frame
from cloud.inspection_draw.canonical import canonical
from tests.browser import DIST
from tests.cloud.drawing import random_plan, random_record, random_rolls, whole_record

FOLDER = DIST.parent / "src" / "draws" / "verify"
#: Blind shares of 0, 1, 20, 50 and 100 percent, one to three months, chances that reach a whole.
SEEDS = (5, 13, 23, 25, 43, 53, 57)


def frames() -> str:
    """Plans with the strata and units that follow from them, a line each."""
    lines = []
    for seed in SEEDS:
        plan = random_plan(seed)
        built = frame.build(plan, random_rolls(seed, 18, capacity=18))
        held = {"plan": plan.document(), "frame": {name: built[name] for name in ("strata", "units")}}
        lines.append(canonical(held).decode())
    return "[\n" + ",\n".join(lines) + "\n]\n"


def records() -> list[str]:
    """Whole records as they are published."""
    made = [random_record(2, 40), random_record(3, 60), random_record(5, 25), whole_record(1, 80)]
    return [canonical(document).decode() + "\n" for document in made]


def test_the_frames_on_which_the_page_is_tested_are_those_of_the_centre() -> None:
    assert (FOLDER / "frames.json").read_text(encoding="utf-8") == frames()


def test_the_records_on_which_the_page_is_tested_are_those_of_the_centre() -> None:
    assert json.loads((FOLDER / "records.json").read_text(encoding="utf-8")) == records()


if __name__ == "__main__":
    (FOLDER / "frames.json").write_text(frames(), encoding="utf-8")
