"""The card of a model of slow series, from its figures and what its makers say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.model_file import ModelFile
from models.training.card import (
    Card,
    Said,
    Table,
    inputs_table,
    interval,
    shipped_file,
    trained_on,
    with_interval,
)
from models.training.outcomes import Figures
from models.training.recipe import Recipe
from models.training.reliability import lines


@dataclass(frozen=True)
class Sayings:
    """What figures cannot say: sentences in both languages."""

    title: Said
    purpose: tuple[Said, ...]
    data: tuple[Said, ...]
    limits: tuple[Said, ...]
    not_when: tuple[Said, ...]
    fixed_limit: str
    unit: Said
    words: Mapping[str, tuple[str, str]]


def card(
    recipe: Recipe, sayings: Sayings, model: ModelFile, figures: Figures, more: tuple[Table, ...] = ()
) -> Card:
    """The card of `model`."""
    limits = model.description.limits
    tick = recipe.graph.SHAPE.tick_s
    decision = Said(
        f"概率连续 {limits.confirm * tick / 60:g} 分钟不低于 {limits.on:g} 或一次不低于 {limits.sure:g} "
        f"时预警;"
        f"连续 {limits.calm * tick / 3600:g} 小时低于 {limits.off:g} 时解除。",
        f"A warning begins after {limits.confirm * tick / 60:g} min at {limits.on:g} or at once at "
        f"{limits.sure:g}; it ends after {limits.calm * tick / 3600:g} h below {limits.off:g}.",
    )
    return Card(
        title=sayings.title,
        purpose=(*sayings.purpose, decision),
        file=shipped_file(model),
        inputs=inputs_table(model),
        data=(trained_on(model), *sayings.data, _SIMULATED),
        splits=_splits(recipe, figures),
        figures=(
            _found(sayings, figures),
            _false(sayings, figures),
            _confusion(recipe, sayings, figures),
            *more,
        ),
        slices=(_slices("sites", figures), _slices("equipment", figures), _kinds(recipe, sayings, figures)),
        reliability=lines(figures["reliability"]["bins"]),
        limits=(*sayings.limits, *_no_earlier(sayings, figures), _calibrated(figures)),
        not_when=sayings.not_when,
        written_by=f"python -m models.{recipe.name}.evaluate --card",
    )


_SIMULATED = Said(
    "本页所有数字均来自仿真,没有任何一个来自实测;现场的数字可能更差。",
    "Every figure on this page rests on simulation, none on measurement; in the field they may be worse.",
)


def _splits(recipe: Recipe, figures: Figures) -> tuple[Said, ...]:
    test = figures["test"]
    return (
        Said(
            f"按场所类别和随机种子划分,从不按行:训练与调限用 {'、'.join(recipe.learn_sites)};"
            f"检验用 {'、'.join(recipe.test_sites)},{test['faults']} 次有故障、{test['normal']} "
            f"次无故障的运行。",
            f"Split by kind of site and by seed, never by row: learning and limits at "
            f"{', '.join(recipe.learn_sites)}; test at {', '.join(recipe.test_sites)}, {test['faults']} runs "
            f"with a fault and {test['normal']} without, {recipe.test.days:g} days each.",
        ),
        Said(
            f"预警限值在另一组运行上选定:误报不超过每月 {recipe.false_a_month:g} 次。",
            f"The limit of the warning is set on a third set of runs: at most {recipe.false_a_month:g} false "
            "warnings a month.",
        ),
    )


_FOUND_HEADER = (
    "故障 / fault",
    "次数 / runs",
    "发现 / found (95 %)",
    "定值发现 / by the fixed limit",
    "先于定值 / before it",
    "仅模型 / only by the model",
    "领先 / median lead, h (95 %)",
    "可察觉后 / after it could be told, h (95 %)",
)


def _found(sayings: Sayings, figures: Figures) -> Table:
    entries = [("全部 / all", figures["all"])]
    entries += [(_word(sayings, kind), told) for kind, told in figures["kinds"].items()]
    note = Said(
        f"定值:{sayings.fixed_limit}。定值发现而模型未发现的,领先按负无穷计入中位数。",
        f"The fixed limit: {sayings.fixed_limit}. A fault that only it finds counts as a lead of minus "
        f"infinity.",
    )
    rows = tuple((name, *_timing(told)) for name, told in entries)
    return Table(Said("发现与提前量", "Found, and how early"), _FOUND_HEADER, rows, note)


def _timing(told: Figures) -> tuple[object, ...]:
    return (
        told["runs"],
        f"{told['found']} ({interval(told['found_interval'])})",
        told["limit_found"],
        told["before_limit"],
        told["found_only_by_model"],
        with_interval(told["median_lead_h"], told["median_lead_h_interval"], 1),
        with_interval(told["median_delay_h"], told["median_delay_h_interval"], 1),
    )


def _false(sayings: Sayings, figures: Figures) -> Table:
    told = figures["false"]
    header = (
        "",
        f"{sayings.unit.zh} / {sayings.unit.en}",
        "误报 / false",
        "每月 / a month",
        "95 %: Poisson",
        "bootstrap",
    )
    rows = (
        (
            "模型 / model",
            told["months"],
            told["false_warnings"],
            told["false_a_month"],
            interval(told["false_a_month_poisson"], 3),
            interval(told["false_a_month_bootstrap"], 3),
        ),
        ("定值 / fixed limit", told["months"], told["limit_false"], told["limit_false_a_month"], None, None),
        *(
            (name, told["months"], other["limit_false"], other["limit_false_a_month"], None, None)
            for name, other in figures.get("other_limits", {}).items()
        ),
    )
    return Table(Said("误报", "False warnings"), header, rows)


def _confusion(recipe: Recipe, sayings: Sayings, figures: Figures) -> Table:
    names = [kind for kind in recipe.kinds if kind != "normal"]
    columns = [*names, "standing", "missed"]
    rows = tuple(
        (_word(sayings, kind), *(figures["confusion"].get(kind, {}).get(said, 0) for said in columns))
        for kind in names
    )
    header = ("实为 / was", *names, "此前已报 / standing", "未报 / missed")
    return Table(Said("首次预警所称的种类", "What the first warning called it"), header, rows)


def _slices(which: str, figures: Figures) -> Table:
    title = {
        "sites": Said("按场所", "By kind of site"),
        "equipment": Said("按所装传感器", "By what is installed"),
    }
    header = (
        "",
        "次数 / runs",
        "发现 / found",
        "领先 / lead, h",
        "延迟 / delay, h",
        "误报每月 / false a month",
    )
    rows = tuple(
        (
            name,
            told["runs"],
            told["found"],
            told["median_lead_h"],
            told["median_delay_h"],
            with_interval(told["false_a_month"], told["false_a_month_poisson"]),
        )
        for name, told in figures[which].items()
    )
    return Table(title[which], header, rows)


def _kinds(recipe: Recipe, sayings: Sayings, figures: Figures) -> Table:
    header = (
        "种类 / kind",
        "给出 / said",
        "实际 / was",
        "查准 / precision",
        "查全 / recall",
        "时刻 / moments",
    )
    told = figures["reliability"]["kinds"]
    rows = tuple(
        (
            _word(sayings, kind),
            *(told[kind][key] for key in ("said", "was", "precision", "recall", "rows")),
        )
        for kind in recipe.kinds
    )
    note = Said(
        "仅计概率不低于 0.5 的时刻;“给出”为该种类的平均概率。",
        "Over moments at 0.5 or more; `said` is the mean probability of the kind, `was` its share.",
    )
    return Table(Said("各种类的可靠性", "Reliability of each kind"), header, rows, note)


def _word(sayings: Sayings, kind: str) -> str:
    return " / ".join(sayings.words[kind])


def _no_earlier(sayings: Sayings, figures: Figures) -> tuple[Said, ...]:
    """The kinds that the fixed limit finds at least as early, of those it finds at all."""
    late = [
        sayings.words[kind]
        for kind, told in figures["kinds"].items()
        if told["limit_found"] and (told["median_lead_h"] is None or told["median_lead_h"] <= 0)
    ]
    if not late:
        return ()
    return (
        Said(
            f"下列故障固定定值至少同样早地发现,模型没有提前量:{'、'.join(zh for zh, _ in late)}。",
            f"The fixed limit finds these at least as early, the model has no lead: "
            f"{', '.join(en for _, en in late)}.",
        ),
    )


def _calibrated(figures: Figures) -> Said:
    told: Any = figures["reliability"]
    return Said(
        f"概率按故障与正常各半校准(校准误差 {told['calibration_error']:.3f},Brier {told['brier']:.3f});"
        "现场故障少得多,不能当作发生率。",
        f"Probabilities are calibrated for as much fault as normal (calibration error "
        f"{told['calibration_error']:.3f}, Brier {told['brier']:.3f}); faults are far rarer in the field, so "
        "they are no rates.",
    )
