"""Where budgets are held to: between the verdicts of a batch and its writing."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy.orm import Session

from cloud.access.ledger import Plan
from cloud.registry.homes import Homes


class Limits(Protocol):
    """Whoever holds batches to limits. Called by any thread, under the locks of the batch's gateways."""

    def hold(self, session: Session, plan: Plan, homes: Homes, now: int) -> Any:
        """Turn what lies beyond a limit from fresh to quarantined; returns what `committed` is to be told."""
        ...

    def committed(self, held: Any) -> None:
        """The transaction in which `hold` returned this is durable."""
        ...


class NoLimits:
    """Everything passes."""

    def hold(self, _session: Session, _plan: Plan, _homes: Homes, _now: int) -> Any:
        """Nothing is held back."""
        return None

    def committed(self, _held: Any) -> None:
        """Nothing to learn."""
