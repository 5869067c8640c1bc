"""The models and their health as they are shown."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from sqlalchemy.orm import Session

from cloud.risk.model_health import at_work, repository
from cloud.risk.model_health.schemas import HealthOut, ModelOut, ModelsOut
from cloud.risk.model_health.tables import RiskModelRow
from cloud.risk.words import REASON_SUBJECTS, SIMULATED, label
from cloud.vocabulary import LabelOut
from models.fire_risk import columns
from models.fire_risk.model import RiskModel
from models.graph_file import shipped_hash

_NOTHING: Final[dict[str, Any]] = {
    "drift": [], "calibration": [], "reliability": [], "slices": [], "labels_90d": 0, "labels_365d": 0,
    "unplaced_365d": 0, "alerts": [],
}  # fmt: skip
_LOCAL: Final = (
    "当前模型以本地记录训练或校准,请结合校准检验使用。",
    "The model at work was trained on local records; read it beside its calibration.",
)
_ROLES: Final = {"champion": 0, "challenger": 1, "retired": 2}


def models(session: Session) -> ModelsOut:
    """Both subjects."""
    return ModelsOut(subjects=[_health(session, subject) for subject in at_work.SUBJECTS])


def registered(session: Session, row: RiskModelRow) -> ModelOut:
    """One registered model."""
    return _out(row, at_work.opened(session, row.sha256))


def _health(session: Session, subject: str) -> HealthOut:
    rows = [row for row in repository.all_models(session) if row.subject == subject]
    current = at_work.at_work(session, subject)
    every = [registered(session, row) for row in rows]
    every.append(_shipped_out(subject, current.shipped))
    every.sort(key=lambda one: _ROLES[one.role])
    held = repository.health(session, subject)
    fits = held is not None and held.sha256 == current.model.sha256
    found = held.found if held is not None and fits else _NOTHING
    return HealthOut.model_validate(
        {
            **(_NOTHING | found),
            "drift": [one | {"label": _about(subject, one["feature"])} for one in found["drift"]],
            "subject": subject,
            "models": every,
            "checked_at": held.at if held is not None and fits else None,
            "sites": held.sites if held is not None and fits else 0,
            "notice": label(SIMULATED if _simulated(current.model) else _LOCAL),
        }
    )


def _about(subject: str, feature: str) -> LabelOut:
    abouts = {one.name: one.subject for one in columns.TABLES[subject]}
    return label(REASON_SUBJECTS.get(abouts.get(feature, ""), (feature, feature)))


def _shipped_out(subject: str, working: bool) -> ModelOut:
    model = at_work.shipped_model(subject)
    return ModelOut.model_validate(
        _described(model)
        | {
            "id": None,
            "subject": subject,
            "role": "champion" if working else "retired",
            "shipped": True,
            "card": _card(subject),
            "registered_at": None,
            "registered_by": None,
            "promoted_at": None,
            "verdict": label(("", "")),
        }
    )


def _out(row: RiskModelRow, model: RiskModel) -> ModelOut:
    return ModelOut.model_validate(
        _described(model)
        | {
            "id": row.id,
            "subject": row.subject,
            "role": row.role,
            "shipped": False,
            "card": row.card,
            "registered_at": row.registered_at,
            "registered_by": row.registered_by,
            "promoted_at": row.promoted_at,
            "verdict": label((row.verdict_zh, row.verdict_en)),
        }
    )


def _described(model: RiskModel) -> dict[str, Any]:
    told = model.description
    return {
        "version": told.version,
        "sha256": model.sha256,
        "trained_on": told.trained_on,
        "trained_until": told.trained_until,
        "simulated": _simulated(model),
    }


def _simulated(model: RiskModel) -> bool:
    return "simulat" in model.description.trained_on.lower()


@cache
def _card(subject: str) -> str:
    return shipped_hash(f"fire_risk/{subject}")[0].with_name("card.md").read_text(encoding="utf-8")
