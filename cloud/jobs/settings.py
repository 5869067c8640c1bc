"""How the centre's jobs are paced."""

from __future__ import annotations

from pydantic import Field

from runtime.settings import Settings


class JobSettings(Settings):
    """A lease that is not renewed lapses after `lease_s`: then another process may run the job."""

    #: How often is looked for what is due.
    look_every_s: float = Field(default=1.0, gt=0, le=60)
    lease_s: float = Field(default=60.0, ge=1, le=3_600)
    #: How many jobs this process runs side by side.
    at_once: int = Field(default=2, ge=1, le=16)
    #: Other paces than the jobs' own, by name: seconds.
    every_s: dict[str, float] = Field(default_factory=dict)
