"""An early warning in the words of an event: what people read, and what it rests on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from device_profiles.finding import Evidence, Finding
from edge_agent.early_warning.settings import Mode
from models.early_warning.kinds import WORDS

if TYPE_CHECKING:
    from models.early_warning.reasons import Reason
    from models.model_file import ModelFile

#: The ages, in seconds, at which an event tells a detector's values.
AGES_S = (60, 30, 10, 0)
#: The state that a warning sets, and the name of the model as the program knows it.
STATE = "early-warning"
MODEL = "early_warning"
_SETS = frozenset({STATE})
_UNKNOWN = ("类型不明", "of an unknown kind")


class Cause(NamedTuple):
    """What a warning of one detector rests on; `values` by channel, in the model's unit, at AGES_S."""

    kind: str
    reasons: tuple[Reason, ...]
    values: Mapping[str, tuple[float, ...]]


def begins(model: ModelFile, mode: Mode, probability: float | None, cause: Cause) -> Finding:
    """The warning of one part; one that is told late may have no probability any more."""
    zh, en = WORDS.get(cause.kind, _UNKNOWN)
    evidence: Evidence = {**_of_model(model, mode), **_probability(probability)}
    evidence |= {"kind": cause.kind, "kind_zh": zh, "kind_en": en}
    for number, reason in enumerate(cause.reasons, start=1):
        evidence[f"reason_{number}_zh"] = reason.zh
        evidence[f"reason_{number}_en"] = reason.en
        evidence[f"reason_{number}_share"] = reason.share
    units = {channel.name: channel.unit for channel in model.description.channels}
    evidence["values_at_s"] = " ".join(f"{-age}" for age in AGES_S)
    for name, values in cause.values.items():
        evidence[f"values_{name}"] = " ".join(f"{value:.4g}" for value in values) + f" {units[name]}"
    known = probability is not None
    why_zh = [f"{zh},火灾概率 {probability:.0%}" if known else zh]
    why_en = [f"{en}, probability of fire {probability:.0%}" if known else en]
    why_zh += [reason.zh for reason in cause.reasons[:2]]
    why_en += [reason.en for reason in cause.reasons[:2]]
    text = f"早期预警:{';'.join(why_zh)} / early warning: {'; '.join(why_en)}"
    return Finding(sets=_SETS, text=text, evidence=evidence, codes={STATE: model.short_hash})


def ends(model: ModelFile | None, mode: Mode, probability: float | None, zh: str, en: str) -> Finding:
    """Its end, and why."""
    evidence: Evidence = {} if model is None else _of_model(model, mode)
    evidence |= {"mode": mode, "why_zh": zh, "why_en": en, **_probability(probability)}
    return Finding(clears=_SETS, text=f"早期预警解除:{zh} / early warning ends: {en}", evidence=evidence)


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
