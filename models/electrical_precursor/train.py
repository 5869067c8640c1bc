"""`python -m models.electrical_precursor.train`: draw series, fit, calibrate, set limits, write the model."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from models.electrical_precursor.making import RECIPE
from models.training import recipe


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when the model cannot be made."""
    return recipe.train_command(RECIPE, __doc__ or "", argv)


if __name__ == "__main__":
    sys.exit(main())
