"""Why a site stands where it does: SHAP values by subject, as sentences, each with the record it rests on.

A subject is what several features are about; their values add up. Values are in log-odds of the model's own
score before it is calibrated, so `times` says by how much the subject multiplies the odds against a site of
which the model knows nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.fire_risk import columns
from models.fire_risk.facts import PLACE, facts
from models.fire_risk.model import Floats, RiskModel
from models.fire_risk.records import Records
from models.fire_risk.sayings import SAYINGS, Saying
from models.fire_risk.schema import CATEGORIES

MOST: Final = 6
#: What moves the odds by less than this factor is not worth a sentence.
_LEAST: Final = float(np.log(1.05))
_CATEGORY_WORDS: Final = {
    "high-rise": "高层公共建筑", "commercial": "大型商业综合体", "chemical": "化工园区", "office": "商务楼宇",
    "industrial": "产业园区", "medical": "医疗机构", "elder-care": "养老机构", "school": "学校",
    "heritage": "文物古建筑", "hotel": "宾馆饭店", "entertainment": "公共娱乐场所",
    "small-premises": "九小场所", "other": "其他单位", "community": "住宅小区",
}  # fmt: skip


class Record(NamedTuple):
    """Where a reason's record stands: the table, and for events the row within it and the day."""

    table: str
    row: int | None = None
    day: int | None = None


class Reason(NamedTuple):
    """A sentence in both languages; it multiplies the odds by `times` (above 1: raises the risk)."""

    subject: str
    zh: str
    en: str
    times: float
    record: Record | None


def by_subject(
    model: RiskModel, known: Floats, target: int = -1
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """The subjects, and what each adds to the log-odds of every site: (sites, subjects)."""
    subject = model.description.model.rpartition("/")[2]
    named = {one.name: one.subject for one in columns.TABLES[subject]}
    every = [named[name] for name in model.description.features]
    subjects = tuple(dict.fromkeys(every))
    (told,) = model.ask(("features",), known)
    values = model.shap.values_of(told, target % len(model.description.targets))
    place = np.array([subjects.index(one) for one in every])
    sums = np.zeros((len(subjects), len(every)))
    sums[place, np.arange(len(every))] = 1.0
    return subjects, values @ sums.T


def reasons(
    model: RiskModel, records: Records, site: int, day: int, target: int = -1, known: Floats | None = None
) -> list[Reason]:
    """What moves a site's score most on the morning of `day`, strongest first, up to `MOST`.

    `known` are the facts of that site alone (1, facts), where they are at hand.
    """
    row = facts(records, day)[site : site + 1] if known is None else known
    return of_sites(model, records, [site], day, row, target)[0]


def of_sites(
    model: RiskModel, records: Records, sites: Sequence[int], day: int, known: Floats, target: int = -1
) -> list[list[Reason]]:
    """The same of several sites at once; `known` are their facts, (len(sites), facts)."""
    subjects, values = by_subject(model, known, target)
    return [
        _strongest(subjects, told, records, site, day, row)
        for site, told, row in zip(sites, values, known, strict=True)
    ]


def sentence(subject: str, known: NDArray[np.float32]) -> tuple[str, str]:
    """What is on record about a subject at a site with these facts, in both languages."""
    return _sentence(SAYINGS[subject], known, None)


def _strongest(
    subjects: Sequence[str],
    values: NDArray[np.float64],
    records: Records,
    site: int,
    day: int,
    known: NDArray[np.float32],
) -> list[Reason]:
    found = []
    for place in np.argsort(-np.abs(values))[:MOST]:
        if abs(values[place]) < _LEAST:
            break
        subject = subjects[place]
        saying = SAYINGS[subject]
        record = _record(records, saying, site, day)
        zh, en = _sentence(saying, known, record)
        found.append(Reason(subject, zh, en, float(np.exp(values[place])), record))
    return found


class _Number(float):
    """A number in a sentence; a dash where it is not on record."""

    def __format__(self, form: str) -> str:
        return "–" if self != self else float.__format__(self, form)


def _sentence(saying: Saying, known: NDArray[np.float32], record: Record | None) -> tuple[str, str]:
    first = _fact(known, saying.facts[0])
    told = [_Number(_fact(known, name)) for name in saying.facts]
    words = _words(known)
    if np.isnan(first):
        return saying.unknown_zh, saying.unknown_en
    if first == 0 and saying.none_zh:
        zh, en = saying.none_zh, saying.none_en
    else:
        zh, en = saying.zh, saying.en
    zh, en = zh.format(*told, **words), en.format(*told, **words)
    if record is None or record.day is None or first == 0:
        return zh, en
    last = (date(1970, 1, 1) + timedelta(days=record.day)).isoformat()
    return f"{zh}（最近 {last}）", f"{en} (last on {last})"


def _fact(known: NDArray[np.float32], name: str) -> float:
    if name == "days_to_rectify":
        return _fact(known, "rectify_days:1095") / max(_fact(known, "rectified:1095"), 1.0)
    return float(known[PLACE[name]])


def _words(known: NDArray[np.float32]) -> Mapping[str, object]:
    category = CATEGORIES[int(known[PLACE["category"]])]
    day = date(1970, 1, 1) + timedelta(days=int(known[PLACE["day"]]))
    return {"category_zh": _CATEGORY_WORDS[category], "category_en": category, "month": day.month}


def _record(records: Records, saying: Saying, site: int, day: int) -> Record | None:
    """The latest record behind a sentence; None where it rests on those of others."""
    if saying.table in ("", "sites", "weather"):
        return Record(saying.table) if saying.table else None
    table = records.events[saying.table]
    end = int(np.searchsorted(table["day"], day))
    own = table["site"][:end] == site
    if saying.column:
        own &= table[saying.column][:end] == saying.code
    if saying.facts[0].startswith("open:") or saying.facts[0] == "overdue":
        own &= ~(table["rectified_day"][:end] < day)
    if saying.facts[0] == "overdue":
        own &= table["due_day"][:end] < day
    if saying.facts[0].startswith("major"):
        own &= table["major"][:end] > 0
    if saying.facts[0].startswith("rectified"):
        own &= table["rectified_day"][:end] < day
    rows = np.flatnonzero(own)
    return Record(saying.table, int(rows[-1]), int(table["day"][rows[-1]])) if rows.size else None
