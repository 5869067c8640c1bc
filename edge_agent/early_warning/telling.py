"""A model's warning in the words of an event: what people read, and what it rests on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from device_profiles.finding import Evidence, Finding
from edge_agent.early_warning.settings import Mode
from edge_agent.early_warning.tasks import Task

if TYPE_CHECKING:
    from models.early_warning.reasons import Reason
    from models.model_file import ModelFile

_UNKNOWN = ("类型不明", "of an unknown kind")


class Cause(NamedTuple):
    """What a warning of one row rests on; `values` by channel, in the model's unit, `ages_s` seconds ago."""

    kind: str
    reasons: tuple[Reason, ...]
    ages_s: tuple[float, ...]
    values: Mapping[str, tuple[float, ...]]


def begins(task: Task, model: ModelFile, mode: Mode, probability: float | None, cause: Cause) -> Finding:
    """The warning of one part; one that is told late may have no probability any more."""
    zh, en = task.words.get(cause.kind, _UNKNOWN)
    evidence: Evidence = {**_of_model(model, mode), **_probability(probability)}
    evidence |= {"kind": cause.kind, "kind_zh": zh, "kind_en": en}
    for number, reason in enumerate(cause.reasons, start=1):
        evidence[f"reason_{number}_zh"] = reason.zh
        evidence[f"reason_{number}_en"] = reason.en
        evidence[f"reason_{number}_share"] = reason.share
        if reason.analog is not None:
            evidence[f"reason_{number}_analog"] = reason.analog
    units = {channel.name: channel.unit for channel in model.description.channels}
    evidence["values_at_s"] = " ".join(f"{-age:g}" for age in cause.ages_s)
    for name, values in cause.values.items():
        evidence[f"values_{name}"] = " ".join(f"{value:.4g}" for value in values) + f" {units[name]}"
    known = probability is not None
    of_zh, of_en = task.of
    why_zh = [f"{zh},{of_zh} {probability:.0%}" if known else zh]
    why_en = [f"{en}, {of_en} {probability:.0%}" if known else en]
    why_zh += [reason.zh for reason in cause.reasons[:2]]
    why_en += [reason.en for reason in cause.reasons[:2]]
    text = f"{task.zh}:{';'.join(why_zh)} / {task.en}: {'; '.join(why_en)}"
    codes = {task.state: model.short_hash}
    return Finding(sets=frozenset(codes), text=text, evidence=evidence, codes=codes)


def ends(
    task: Task, model: ModelFile | None, mode: Mode, probability: float | None, zh: str, en: str
) -> Finding:
    """Its end, and why."""
    evidence: Evidence = {} if model is None else _of_model(model, mode)
    evidence |= {"mode": mode, "why_zh": zh, "why_en": en, **_probability(probability)}
    text = f"{task.zh}解除:{zh} / {task.en} ends: {en}"
    return Finding(clears=frozenset({task.state}), text=text, evidence=evidence)


def _of_model(model: ModelFile, mode: Mode) -> Evidence:
    described = model.description
    return {
        "model": described.model,
        "version": described.version,
        "hash": model.short_hash,
        "mode": mode,
    }


def _probability(probability: float | None) -> Evidence:
    return {} if probability is None else {"probability": round(probability, 4)}
