"""The three models end to end, made small in the test: files, scores, ranges, reasons, the commands."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.fire_risk import columns, evaluate, judging, reasons, train, watch
from models.fire_risk.facts import NAMES, PLACE, facts
from models.fire_risk.grading import BANDS, band, band_numbers
from models.fire_risk.histories import Amounts
from models.fire_risk.model import SUBJECTS, RiskModel, load, shipped
from models.fire_risk.records import Records
from models.fire_risk.sayings import SAYINGS
from models.fire_risk.schema import COMMUNITY, HAZARDS
from models.graph_file import ModelFault
from models.training import lightgbm_trees
from runtime.faults import PlainFault
from tests.models.fire_risk.worlds import town


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        lightgbm_trees.library()
    except PlainFault as fault:
        pytest.skip(str(fault))
    made = tmp_path_factory.mktemp("risk")
    assert train.main(["--quick", "--seed", "2", "--output", str(made)]) == 0
    return made


@pytest.fixture
def building(folder: Path) -> RiskModel:
    return load(folder / "building" / "model.onnx")


@pytest.fixture(scope="module")
def known() -> np.ndarray:
    records = town().records
    told = facts(records, town().first_day + 1_900)
    return told[records.sites["category"] != COMMUNITY]


def test_ranges_hold_the_probability_and_longer_horizons_are_likelier(building, known) -> None:
    told = building.score(known)
    assert told.probability.shape == (len(known), 2)
    assert ((told.low <= told.probability) & (told.probability <= told.high)).all()
    assert (told.low < told.high).all()
    assert told.probability[:, 1].mean() > 2 * told.probability[:, 0].mean()


def test_the_likelier_a_fire_the_lower_the_index(building, known) -> None:
    told = building.score(known)
    order = np.argsort(told.probability[:, -1])
    assert (np.diff(told.safety[order]) <= 1e-3).all()
    assert told.safety.min() >= 0
    assert told.safety.max() <= 100
    assert len(set(band_numbers(told.safety))) >= 3


def test_a_score_is_the_same_alone_in_a_crowd_and_on_two_threads(building, known) -> None:
    crowd = np.tile(known, (30, 1))
    together, shared = building.score(crowd), building.score(crowd, threads=2)
    assert np.array_equal(together.probability, shared.probability)
    alone = building.score(known[7:8])
    assert np.allclose(alone.probability[0], together.probability[7], rtol=1e-5)


def test_one_more_open_hazard_never_lowers_the_probability(building, known) -> None:
    before = building.score(known).probability
    for fact in (*(f"open:{word}" for word in HAZARDS), "overdue", "fires:365", "major:1095"):
        worse = known.copy()
        worse[:, PLACE[fact]] += 1
        assert (building.score(worse).probability >= before - 1e-7).all(), fact


def test_what_nobody_knows_is_scored_too(building) -> None:
    nothing = np.full((1, len(NAMES)), np.nan, dtype=np.float32)
    told = building.score(nothing)
    assert np.isfinite(told.probability).all()
    assert 0 <= told.safety[0] <= 100


def test_reasons_add_up_to_the_score(building, known) -> None:
    for target in (0, 1):
        _, values = reasons.by_subject(building, known[:50], target)
        (odds,) = building.ask(("log_odds",), known[:50])
        assert np.allclose(values.sum(axis=1) + building.shap.expected[target], odds[:, target], atol=1e-4)


def test_every_subject_has_a_sentence_in_both_languages() -> None:
    subjects = {one.subject for table in columns.TABLES.values() for one in table}
    assert subjects == set(SAYINGS)


@pytest.mark.parametrize("subject", sorted(SAYINGS))
def test_a_sentence_can_be_said_of_anything_on_record_or_not(subject: str) -> None:
    saying = SAYINGS[subject]
    for value in (0.0, 1.0, 3.0):
        row = np.full(len(NAMES), value, dtype=np.float32)
        zh, en = reasons._sentence(saying, row, None)
        assert zh
        assert en
        assert "{" not in zh + en
        assert "nan" not in zh + en
    row = np.full(len(NAMES), np.nan, dtype=np.float32)
    row[[PLACE["category"], PLACE["day"]]] = 1, 20_000
    row[PLACE[saying.facts[0]]] = 2.0
    assert "nan" not in "".join(reasons._sentence(saying, row, None))
    row[PLACE[saying.facts[0]]] = np.nan if saying.facts[0] not in ("category", "day") else 1.0
    if saying.unknown_zh:
        assert reasons._sentence(saying, row, None) == (saying.unknown_zh, saying.unknown_en)


def test_a_reason_names_the_record_it_rests_on(building) -> None:
    records = town().records
    day = town().first_day + 1_900
    found = 0
    for site in np.flatnonzero(records.sites["category"] != COMMUNITY)[:60]:
        for reason in reasons.reasons(building, records, int(site), day):
            if reason.record is None or reason.record.row is None:
                continue
            table = records.events[reason.record.table]
            assert table["site"][reason.record.row] == site
            assert table["day"][reason.record.row] == reason.record.day < day
            found += 1
    assert found > 20


def with_finding(records: Records, site: int, day: int) -> Records:
    table = records.events["findings"]
    new = {
        "site": site,
        "day": day,
        "kind": 2,
        "major": 1,
        "source": 0,
        "due_day": day + 15,
        "rectified_day": np.nan,
    }
    at = int(np.searchsorted(table["day"], day))
    rows = {key: np.insert(column, at, new[key]) for key, column in table.items()}
    return replace(records, events={**records.events, "findings": rows})


def test_a_hazard_found_yesterday_moves_the_score_and_its_reasons_today(building) -> None:
    records = town().records
    day = town().first_day + 1_900
    sites = np.flatnonzero(records.sites["category"] != COMMUNITY)[:100]
    before = building.score(facts(records, day)[sites]).probability[:, 1]
    for site in sites:
        worse = with_finding(records, int(site), day - 1)
        after = building.score(facts(worse, day)[site : site + 1]).probability[0, 1]
        if after > before[list(sites).index(site)]:
            break
    else:
        pytest.fail("a major open hazard moves no score")


def test_bands_are_those_of_the_standard() -> None:
    assert [band(index).code for index in (0, 25, 25.01, 65, 65.01, 85, 85.01, 100)] == [
        "IV", "IV", "III", "III", "II", "II", "I", "I",
    ]  # fmt: skip
    assert [one.code for one in BANDS] == ["IV", "III", "II", "I"]
    assert band_numbers(np.array([np.nan, 10.0])).tolist() == [-1, 0]
    with pytest.raises(ValueError, match="between 0 and 100"):
        band(101)


def test_a_model_that_takes_other_facts_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.fire_risk.model.NAMES", (*NAMES, "moon"))
    with pytest.raises(ModelFault, match=r"other facts.*moon"):
        load(folder / "building" / "model.onnx")


def test_training_twice_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    assert train.main(["--quick", "--seed", "2", "--output", str(tmp_path)]) == 0
    for subject in SUBJECTS:
        one, other = (made / subject / "model.onnx" for made in (folder, tmp_path))
        assert one.read_bytes() == other.read_bytes()


def test_a_quick_model_does_not_ship(capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main(["--quick"]) == 2
    assert "--output" in capsys.readouterr().err


def test_drift_is_seen_in_the_feature_that_moved_and_in_no_other(building, known) -> None:
    calm = {one.feature: one.psi for one in watch.drift(building, known)}
    moved = known.copy()
    moved[:, PLACE["area_m2"]] *= 20
    moved[:, PLACE["people"]] = np.nan
    found = {one.feature: one for one in watch.drift(building, moved)}
    assert found["log area_m2"].level == "alert"
    assert found["log people"].level == "alert"
    assert found["log people"].missing == 1.0
    others = [name for name in calm if name not in ("log area_m2", "log people")]
    assert all(found[name].psi == calm[name] for name in others)


def test_the_evaluation_answers_with_the_figures_that_others_rely_on(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "SETS", {"simulated_held_out_city": (("1506",), 1, 1)})
    monkeypatch.setattr(evaluate, "Amounts", lambda *_: Amounts(700, 200, weeks=400))
    asked = [
        "--data",
        str(tmp_path),
        "--models",
        str(folder),
        "--json",
        "--cards",
        "--pictures",
        str(tmp_path / "p"),
    ]
    assert evaluate.main(asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["sets"]) == 5
    for name, one in told["sets"].items():
        assert one["simulated"], name
        for key in ("auc", "ece", "capture_10pct", "oracle_auc", "deviance", "baseline_deviance", "pr_auc"):
            assert isinstance(one[key], float), (name, key)
    big = told["sets"]["simulated_held_out_city/community/fire:365"]
    assert big["oracle_expected_auc"] > big["expected_auc"] > 0.5
    for subject in SUBJECTS:
        card = (folder / subject / "card.md").read_text(encoding="utf-8")
        assert load(folder / subject / "model.onnx").sha256 in card
        assert "模拟" in card
        assert "simulated" in card
    assert len(list((tmp_path / "p").glob("*.svg"))) == 5


def test_a_folder_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert evaluate.main(["--data", str(tmp_path / "none")]) == 2
    assert "no such folder" in capsys.readouterr().err


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_model_that_ships_is_the_one_its_card_tells_of_and_scores_a_town(subject: str) -> None:
    model = shipped(subject)
    card = (model.path.parent / "card.md").read_text(encoding="utf-8")
    assert model.sha256 in card
    records = town().records
    told = facts(records, town().first_day + 1_900)
    scores = model.score(told)
    assert np.isfinite(scores.probability).all()
    assert scores.probability.shape[1] == len(model.description.targets)
    (some,) = model.ask(("features",), told[:5])
    shape = (5, len(model.description.targets), len(model.description.features))
    assert model.shap.values(some).shape == shape


def test_the_model_that_ships_tells_the_likely_from_the_unlikely_in_a_town_it_has_not_seen() -> None:
    model, city = shipped("building"), town()
    day = city.first_day + 1_600
    rows = np.flatnonzero(city.records.sites["category"] != COMMUNITY)
    said = model.score(facts(city.records, day)[rows]).probability[:, 1].astype(float)
    truth = city.probability(day, 365)[rows]
    assert judging.expected_auc(truth, said) > 0.9 * judging.expected_auc(truth)
    assert said.mean() == pytest.approx(truth.mean(), rel=0.3)
