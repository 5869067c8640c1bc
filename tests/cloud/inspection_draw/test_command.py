from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from steppewatch import main as steppewatch
from tests.cloud.inspection_draw.conftest import Folder

_BEFORE = "2026-12-01T09:00:00+08:00"


def test_a_draw_from_plan_to_record(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    frozen = folder.frozen()
    assert "应查 quota 4" in capsys.readouterr().out
    assert folder.draw("run", folder.plan) == 0
    assert "3.9.17.22.28.31./321637./" in capsys.readouterr().out
    record = folder.path / "plan.record.json"
    held = json.loads(record.read_bytes())
    assert len(held["result"]["drawn"]) == 4
    assert held["seals"]["commitment"] == json.loads(frozen.read_bytes())["seals"]["commitment"]
    assert steppewatch.main(["draw", "verify", str(record)]) == 0
    assert folder.draw("verify", record, "--commitment", held["seals"]["commitment"]) == 0
    assert f"commitment {held['seals']['commitment']}" in capsys.readouterr().out


def test_checking_writes_nothing(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(folder.path.iterdir())
    assert folder.draw("check", folder.plan, at=_BEFORE) == 0
    assert "基数 base 40" in capsys.readouterr().out
    assert sorted(folder.path.iterdir()) == before


def test_a_changed_record_is_told_with_its_first_difference_and_exit_code_1(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    record = folder.drawn()
    held = json.loads(record.read_bytes())
    name = held["result"]["drawn"][0]["unit"]
    other = next(row["unit"] for row in held["frame"]["units"] if row["unit"] != name)
    text = record.read_text(encoding="utf-8")
    changed = text.replace(f'"unit":"{name}"}}', f'"unit":"{other}"}}')
    record.write_text(changed, encoding="utf-8", newline="\n")
    capsys.readouterr()
    assert folder.draw("verify", record) == 1
    said = capsys.readouterr().err
    assert said.count("result.drawn[0].unit") == 2


def test_another_commitment_than_the_published_one_is_exit_code_1(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert folder.draw("verify", folder.drawn(), "--commitment", "0" * 64) == 1
    assert "事先公布" in capsys.readouterr().err


def test_nothing_is_drawn_before_the_sources_speak_and_nothing_frozen_after(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.frozen()
    assert folder.draw("run", folder.plan, at=_BEFORE) == 2
    assert "have not spoken yet" in capsys.readouterr().err
    assert folder.draw("freeze", folder.plan, "--output", folder.path / "late.json") == 2
    assert "name later ones" in capsys.readouterr().err


def test_without_a_commitment_nothing_is_drawn(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.draw("run", folder.plan) == 2
    assert "freeze the plan first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("units.csv", "u-07", "u-70", "frame.units[7]."),
        ("inspectors.csv", "i-1", "j-1", "frame.inspectors"),
        ("plan.toml", "times = 8", "times = 9", "plan.weights[0].times"),
    ],
)
def test_lists_that_changed_after_freezing_are_not_drawn_from(
    folder: Folder, capsys: pytest.CaptureFixture[str], name: str, old: str, new: str, place: str
) -> None:
    folder.frozen()
    file = folder.path / name
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert folder.draw("run", folder.plan) == 2
    said = capsys.readouterr().err
    assert "have changed since they were frozen" in said
    assert place in said


def test_what_was_published_is_never_written_over(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.drawn()
    assert folder.draw("run", folder.plan) == 2
    assert folder.draw("freeze", folder.plan, at=_BEFORE) == 2
    assert capsys.readouterr().err.count("is there already") == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has one table"),
        ("[values]\nssq = [3, 9, 17, 22, 28, 31]\n", "index .*numbers are missing"),
        ("[values]\nssq = [3.5]\n", "write whole numbers in brackets"),
        ("[values]\nssq = [true]\n", "write whole numbers in brackets"),
        ("[values\n", "not TOML"),
        ("[values]\nssq = [3, 9, 17, 22, 28, 34]\nindex = [1]\n", "ssq .*from 1 to 33"),
    ],
)
def test_numbers_that_cannot_be_are_told(
    folder: Folder, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    folder.frozen()
    (folder.path / "plan.entropy.toml").write_text(text)
    assert folder.draw("run", folder.plan) == 2
    said = capsys.readouterr().err.replace("\n", " ")
    first, _, then = words.partition(" .*")
    assert first in said
    assert then in said
    assert not (folder.path / "plan.record.json").exists()


def test_units_that_cannot_be_served_are_named_and_exit_code_3(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    people = [["i-0", "甲", "", "1"], ["i-1", "乙", "", "9"], ["i-2", "丙", "150102", "9"]]
    folder.write("inspectors.csv", ["inspector", "name", "area", "capacity"], *people)
    folder.write("conflicts.csv", ["inspector", "unit", "kind"])
    folder.frozen()
    assert folder.draw("run", folder.plan) == 3
    assert "each of the 2 inspectors who may go there is full" in capsys.readouterr().out
    assert folder.draw("verify", folder.path / "plan.record.json") == 0


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows = 0
        self.text = ""
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.rows += tag == "tr"
        self.outside += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_shows_list_probabilities_seed_and_result_and_needs_no_network(folder: Folder) -> None:
    held = json.loads(folder.drawn().read_bytes())
    page = _Reader()
    page.feed((folder.path / "plan.record.html").read_text(encoding="utf-8"))
    assert page.outside == []
    assert held["entropy"]["seed"] in page.text
    assert "单位<7>" in page.text
    first = held["frame"]["units"][0]
    assert f"{first['chance'] / 10**7:.7f}%" in page.text.replace(" ", "")
    assert page.rows == 1 + 5 + 1 + 4 + 1 + 4 + 1 + 1 + 1 + 1 + 1 + 40


def test_a_record_is_shown_as_text_and_as_a_page(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    record = folder.drawn()
    capsys.readouterr()
    assert folder.draw("show", record) == 0
    assert "抽中 drawn: 4" in capsys.readouterr().out
    assert folder.draw("show", record, "--html", folder.path / "again.html") == 0
    again = (folder.path / "again.html").read_bytes()
    assert again == (folder.path / "plan.record.html").read_bytes()
    record.write_bytes(record.read_bytes().replace(b"index", b"ixden"))
    assert folder.draw("show", record) == 2
    assert "only a record that agrees is shown" in capsys.readouterr().err


def test_the_schema_of_a_plan_is_given(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.draw("schema") == 0
    assert "risk_blind_share" in json.loads(capsys.readouterr().out)["properties"]
