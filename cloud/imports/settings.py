"""Bounds of imports."""

from __future__ import annotations

from pydantic import Field

from runtime.settings import Settings, SettingsPath


class ImportSettings(Settings):
    """Where uploaded files wait, and how large they may be."""

    #: None: `imports` beside the records, or beside the readings where the records are on a server.
    folder: SettingsPath | None = None
    max_bytes: int = Field(default=64_000_000, ge=1_000_000, le=1_000_000_000)
    #: Rows of one file, all its sheets together.
    max_rows: int = Field(default=1_100_000, ge=1, le=5_000_000)
    #: What the parts of an Excel file may be when unpacked.
    max_unpacked_bytes: int = Field(default=1_000_000_000, ge=1_000_000)
    #: A file of at most so many rows is applied in one transaction, a longer one in pieces.
    whole_rows: int = Field(default=2_000, ge=1, le=100_000)
    piece_rows: int = Field(default=500, ge=1, le=10_000)
    #: Faults of one file that are kept; all are counted.
    max_faults: int = Field(default=1_000, ge=1, le=100_000)
    #: Rows of one file that may be set aside; with more of them it is the file that is wrong.
    max_set_aside: int = Field(default=2_000, ge=0, le=100_000)
    #: Files whose work has ended are deleted after this.
    keep_days: int = Field(default=30, ge=1, le=3_650)
