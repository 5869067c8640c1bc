"""`python -m models.electrical_precursor.evaluate`: judge the model on circuits of sites it has not seen."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from models.electrical_precursor import arc_features
from models.electrical_precursor.making import RECIPE
from models.electrical_precursor.sayings import SAYINGS, arc_table
from models.model_file import ModelFile
from models.training import evaluation
from models.training.card import markdown
from models.training.evaluation import Beside
from models.training.outcomes import Figures
from models.training.series_card import card

ARC = Beside("arc", "the folder of BroadNet_Dataset: whether its features could serve", arc_features.check)


def card_of(model: ModelFile, figures: Figures) -> str:
    """The model card as markdown."""
    return markdown(card(RECIPE, SAYINGS, model, figures, arc_table(figures)))


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 2 with a plain message when the model cannot be judged."""
    return evaluation.command(RECIPE, __doc__ or "", card_of, argv, beside=ARC)


if __name__ == "__main__":
    sys.exit(main())
