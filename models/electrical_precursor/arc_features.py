"""What the BroadNet features of series arcs can and cannot say about a load that nobody trained on.

The set (BroadNet_Dataset, `Arc_Dataset.mat`) holds six features of the current's waveform for four loads,
normal and arcing, with the same loads in its train and its test part. Here one load is left out at a time,
which is what a monitor in the field meets.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from scipy.io import loadmat
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from models.training.blocks import BlockFault
from models.training.outcomes import Figures

LOADS = ("outdoor motor fan", "electric heating cable", "compressor", "connecting wire")


def check(folder: Path) -> Figures:
    """Accuracy on the set's own split, and with each load left out; BlockFault when it cannot be read."""
    path = folder / "Arc_Dataset.mat"
    try:
        told = loadmat(path)
        parts = [(told[f"{part}_x"], np.argmax(told[f"{part}_y"], axis=1)) for part in ("train", "test")]
    except KeyError as fault:
        raise BlockFault(f"{path}: there is no {fault}; name the folder of BroadNet_Dataset") from None
    except (OSError, ValueError, NotImplementedError) as fault:
        raise BlockFault(f"{path}: cannot be read: {fault}; name the folder of BroadNet_Dataset") from None
    (train_x, train_y), (test_x, test_y) = parts
    rows, state = np.concatenate([train_x, test_x]), np.concatenate([train_y, test_y])
    load, arcing = state // 2, state % 2
    found: Figures = {}
    for name, kind in (("logistic", _logistic), ("trees", _trees)):
        own = kind().fit(train_x, train_y % 2).score(test_x, test_y % 2)
        left_out = {}
        for place, words in enumerate(LOADS):
            inside = load == place
            fitted = kind().fit(rows[~inside], arcing[~inside])
            left_out[words] = round(float(fitted.score(rows[inside], arcing[inside])), 4)
        found[name] = {
            "own_split": round(float(own), 4),
            "left_out": left_out,
            "left_out_mean": round(float(np.mean(list(left_out.values()))), 4),
        }
    return found


def _logistic() -> Any:
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))


def _trees() -> Any:
    return HistGradientBoostingClassifier(max_iter=60, early_stopping=False, random_state=0)
