"""What goes wrong with bytes that should have been a message or a frame."""

from __future__ import annotations


class ContractError(ValueError):
    """A message that breaks the contract: `where` names the field or topic, `why` the fault."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why


class FrameError(ValueError):
    """A frame of a wire protocol that is not valid; says at which byte and why."""
