"""The model that scores a subject now: the registered champion, else the one that ships. Opened once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from cloud.risk.model_health import repository
from models.fire_risk.model import RiskModel, shipped

SUBJECTS: Final = ("building", "community")


class AtWork(NamedTuple):
    """A model, and whether it is the one that ships."""

    model: RiskModel
    shipped: bool

    @property
    def version(self) -> str:
        """As scores name it: its version and the beginning of its hash."""
        return f"{self.model.description.version}/{self.model.short_hash}"


def at_work(session: Session, subject: str) -> AtWork:
    """The model of a subject. ModelFault where a registered one does not fit this program."""
    sha256 = repository.champion_hash(session, subject)
    if sha256 is None:
        return AtWork(shipped_model(subject), True)
    return AtWork(opened(session, sha256), False)


def opened(session: Session, sha256: str) -> RiskModel:
    """A registered model."""
    held = _OPEN.get(sha256)
    if held is None:
        held = _OPEN[sha256] = read(repository.content(session, sha256), sha256)
        for old in list(_OPEN)[:-_KEPT]:
            del _OPEN[old]
    return held


def read(content: bytes, sha256: str | None = None) -> RiskModel:
    """A model out of its bytes; ModelFault says what is wrong."""
    return RiskModel(Path("model.onnx"), content, sha256)


_KEPT: Final = 6
_OPEN: dict[str, RiskModel] = {}


@cache
def shipped_model(subject: str) -> RiskModel:
    """The one that came with the program."""
    return shipped(subject)
