"""`python -m models.water_supply.evaluate`: judge the model on fire-water sites it has not seen."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from models.model_file import ModelFile
from models.training import evaluation
from models.training.card import markdown
from models.training.outcomes import Figures
from models.training.series_card import card
from models.water_supply.making import RECIPE
from models.water_supply.sayings import SAYINGS


def card_of(model: ModelFile, figures: Figures) -> str:
    """The model card as markdown."""
    return markdown(card(RECIPE, SAYINGS, model, figures))


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when the model cannot be judged."""
    return evaluation.command(RECIPE, __doc__ or "", card_of, argv)


if __name__ == "__main__":
    sys.exit(main())
