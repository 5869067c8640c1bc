"""Registering a challenger, and letting it take over. Opens and commits nothing.

1. A challenger is read, verified and opened as it comes: what does not fit this program is refused.
2. It takes over only where it is surely better than the champion on the centre's own records: both are asked
   about the same sites at the same moments, each long enough ago that its horizon has passed, and what came
   of it is a confirmed fire or none. Nothing later than the moment is in the facts.
3. A model that was champion may always come back, the shipped one too. Who decides says why; the audit log
   keeps it. Then everything is scored anew.
"""

from __future__ import annotations

import base64
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.database import counters
from cloud.duty.days import DAY_MS, day_of, start_of
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.risk.model_health import at_work, repository
from cloud.risk.model_health.schemas import ModelIn
from cloud.risk.model_health.tables import RiskModelRow
from cloud.risk.scores.gathering import Known, gather
from cloud.risk.scores.service import SWEPT
from models.fire_risk.model import RiskModel
from models.fire_risk.promotion import Verdict, compare
from models.graph_file import ModelFault

#: The target that decides, its days, and how many moments a quarter apart are looked at.
_TARGET: Final = "fire:90"
_DAYS: Final = 90
_MOMENTS: Final = 8
_STEP: Final = 91


class Rows(NamedTuple):
    """Sites at moments: facts, whether a fire was confirmed within the horizon, which site, its category."""

    facts: NDArray[np.float32]
    happened: NDArray[np.bool_]
    site: NDArray[np.int64]
    category: NDArray[np.str_]


def register(session: Session, asker: Asker, told: ModelIn, now: int) -> RiskModelRow:
    """A challenger. ApiError 422 where the file is none of ours, 409 where it is here already."""
    try:
        content = base64.b64decode(told.content, validate=True)
        model = at_work.read(content)
    # What is no ASCII is a bare ValueError, of which the others are kinds.
    except (ValueError, ModelFault) as fault:
        raise ApiError(
            422,
            "not-a-model",
            f"模型文件无法使用:{fault}",
            f"The model cannot be used: {fault}",
            "body.content",
        ) from None
    if model.description.model.rpartition("/")[2] != told.subject:
        raise ApiError(
            422,
            "other-subject",
            "模型不是为该类对象训练的。",
            "The model was not trained for this subject.",
            "body.subject",
        )
    if repository.by_hash(session, model.sha256) is not None:
        raise ApiError(409, "known", "该模型已登记。", "This model is registered already.", "body.content")
    row = RiskModelRow(
        subject=told.subject,
        role="challenger",
        version=model.description.version,
        sha256=model.sha256,
        content=content,
        card=told.card,
        verdict_zh="",
        verdict_en="",
        registered_at=now,
        registered_by=asker.name,
        promoted_at=None,
    )
    session.add(row)
    session.flush()
    what = {"subject": told.subject, "sha256": model.sha256, "version": row.version}
    audit.record(session, asker, "risk-model.register", f"risk-model/{row.id}", None, what, at=now)
    return row


def promote(session: Session, asker: Asker, number: int, note: str, now: int) -> RiskModelRow:
    """Let it take over. ApiError 404; 409 with the reasons where it is not surely better."""
    row = repository.by_id(session, number)
    if row is None:
        raise not_found("模型", "model", "path.id")
    if row.role == "champion":
        raise ApiError(409, "at-work", "该模型已在使用。", "This model is at work already.", "path.id")
    if row.role == "challenger":
        verdict = judge(session, row, now)
        row.verdict_zh, row.verdict_en = ";".join(verdict.zh), "; ".join(verdict.en)
        if not verdict.promoted:
            raise ApiError(
                409,
                "not-better",
                f"候选模型未被证明更好:{row.verdict_zh}",
                f"The challenger is not surely better: {row.verdict_en}",
                "path.id",
            )
    _retire(session, row.subject)
    row.role, row.promoted_at = "champion", now
    session.flush()
    counters.raise_to(session, SWEPT, 0)
    what = {"subject": row.subject, "sha256": row.sha256, "note": note}
    audit.record(session, asker, "risk-model.promote", f"risk-model/{row.id}", None, what, at=now)
    return row


def back_to_shipped(session: Session, asker: Asker, subject: str, note: str, now: int) -> None:
    """The model that ships scores again. ApiError 409 where it does already."""
    if not _retire(session, subject):
        raise ApiError(409, "at-work", "随程序提供的模型已在使用。", "The shipped model is at work already.")
    counters.raise_to(session, SWEPT, 0)
    audit.record(session, asker, "risk-model.shipped", f"risk-model/{subject}", None, {"note": note}, at=now)


def judge(session: Session, row: RiskModelRow, now: int) -> Verdict:
    """The challenger against the champion on what the centre knows."""
    rows = outcomes(session, row.subject, now)
    champion = at_work.at_work(session, row.subject).model
    challenger = at_work.opened(session, row.sha256)
    return compare(
        _said(champion, rows.facts), _said(challenger, rows.facts), rows.happened, rows.site, rows.category
    )


def outcomes(session: Session, subject: str, now: int, moments: int = _MOMENTS) -> Rows:
    """Sites at moments whose horizon has passed, and what came of each. Facts know nothing later."""
    latest = gather(session, now)
    fires = _by_site(latest)
    parts: list[Rows] = []
    last = latest.day - 1 - _DAYS
    for day in (last - _STEP * back for back in range(moments)):
        known = gather(session, start_of(day_of(day * DAY_MS)) - 1)
        own = np.flatnonzero(known.sites.columns["community"] == (subject == "community"))
        numbers = known.sites.columns["site_id"][own].astype(np.int64)
        happened = [
            any(day <= one < day + _DAYS for one in fires.get((subject == "community", site), ()))
            for site in numbers.tolist()
        ]
        category = known.sites.columns["category"][own].astype(str)
        parts.append(Rows(known.facts()[own], np.array(happened, dtype=bool), numbers, category))
    return Rows(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _by_site(known: Known) -> dict[tuple[bool, int], list[int]]:
    fires, columns = known.records.events["fires"], known.sites.columns
    found: dict[tuple[bool, int], list[int]] = {}
    for site, day in zip(fires["site"].tolist(), fires["day"].tolist(), strict=True):
        found.setdefault((bool(columns["community"][site]), int(columns["site_id"][site])), []).append(
            int(day)
        )
    return found


def _said(model: RiskModel, facts: NDArray[np.float32]) -> NDArray[np.float64]:
    place = model.description.targets.index(_TARGET)
    return np.asarray(model.score(facts).probability[:, place], dtype=np.float64)


def _retire(session: Session, subject: str) -> bool:
    """Whether there was a registered champion."""
    rows = [row for row in repository.all_models(session) if (row.subject, row.role) == (subject, "champion")]
    for row in rows:
        row.role = "retired"
    session.flush()
    return bool(rows)
