"""Our rooms beside each run of the CFAST sweep: its heat release and yields put in, times and peaks compared.

Put in as they stand in the manifest: room, door, exhaust, yields, distances, and the run's own heat release.
Heats of combustion and the extinction of the sweep follow from its own mass balance in the first minute:
12,400 (wood), 13,200 (paper), 17,800 (foam), 11,000 (cable) and 41,200 kJ/kg (heptane), 8700 m²/kg and, for
what smoulders, 4400. Not known, and assumed: the corridor (20 m², as high as the room, detector 3 m from the
door) and the height of the seat. CFAST's smoke has no transport and no entry lag and is the mean of the
layer; ours has both lags and the jet.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from simulators.fires import cases
from simulators.fires.check.compared import Compared, first
from simulators.fires.constants import AMBIENT_K, EXTINCTION_FLAMING, EXTINCTION_SMOULDERING, Array
from simulators.fires.light import co_ppm, obscuration, optical_density
from simulators.fires.settings import Setting
from simulators.fires.sources import Source

FOLDER = Path("cfast_sweep")
_STEP_S = 2.0
_HEATS = {
    "wood_flaming": 12_400.0,
    "paper_bin": 13_200.0,
    "pu_flaming": 17_800.0,
    "pvc_cable": 11_000.0,
    "heptane": 41_200.0,
}
#: What gives off less smoulders.
_FLAMES_KW = 10.0
#: Where the layers of the runs come to rest tells how high it burns, m.
_BASES = {
    "electrical_cable": 1.5,
    "nuisance_frying": 0.9,
    "nuisance_toast": 0.9,
    "nuisance_candle": 0.7,
    "stove_leak_co": 0.6,
}
_GREY = ("smoulder", "smoulder_to_flame", "nuisance_toast", "nuisance_cigarette")


def compared(data: Path, longest_s: float = np.inf) -> list[Compared]:
    """Every run with smoke or CO in it that lasts no longer than `longest_s`, compared."""
    with (data / FOLDER / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        manifest = [row for row in csv.DictReader(stream) if row["label"] != "normal"]
    manifest = [row for row in manifest if float(row["sim_s"]) <= longest_s]
    rows: list[Compared] = []
    for length in sorted({row["sim_s"] for row in manifest}):
        some = [row for row in manifest if row["sim_s"] == length]
        curves = [_curves(data / FOLDER / "runs" / f"{row['run']}.csv") for row in some]
        ticks = min(curve["time_s"].size for curve in curves)
        curves = [{name: values[:ticks] for name, values in curve.items()} for curve in curves]
        followed = cases.follow(
            [_place(row) for row in some],
            [_source(row, curve) for row, curve in zip(some, curves, strict=True)],
            _STEP_S,
        )
        for run, (row, curve) in enumerate(zip(some, curves, strict=True)):
            rows += _one(row, curve, followed, run)
    return rows


def _curves(path: Path) -> dict[str, Array]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    table = np.array([[float(cell) for cell in row] for row in rows[1:]])
    return dict(zip(rows[0], table.T, strict=True))


def _place(row: dict[str, str]) -> Setting:
    width, depth, height, door, ach, inside, near, mid, far = (
        float(row[name])
        for name in ("W", "D", "H", "door_w_m", "mech_ach", "T_in_C", "d_near", "d_mid", "d_far")
    )
    distances = (near, max(mid, 0.05), far, 3.0, 3.0)
    return cases.still(
        (width, depth, height), distances, door_w_m=door, ach=ach, inside_c=inside, corridor_height_m=height
    )


def _source(row: dict[str, str], curve: dict[str, Array]) -> Source:
    burning = curve["hrr_kW"] / _HEATS[row["fuel"]]
    glowing = (row["kind"] in _GREY) & (curve["hrr_kW"] < _FLAMES_KW)
    extinction = np.where(glowing, EXTINCTION_SMOULDERING, EXTINCTION_FLAMING)
    rates = np.stack(
        (
            curve["hrr_kW"],
            burning * float(row["soot_yield"]) * extinction,
            burning * float(row["co_yield"]),
            burning * 1.3,
            burning * 0.5,
        )
    )
    return Source(rates, row["fuel"], base_m=_BASES.get(row["kind"], 0.3), diameter_m=0.3, settling_m_s=0.0)


def _one(row: dict[str, str], curve: dict[str, Array], followed: cases.Followed, run: int) -> list[Compared]:
    times, begin = curve["time_s"], float(row["ignition_s"])
    values = followed.values[:, run]
    upper = followed.layers.upper[:, :, :, run]
    light, corridor = obscuration(curve["ul_od_per_m"]), obscuration(curve["smoke_corr_od_per_m"])
    layer = obscuration(optical_density(upper[:, 1, 0]))
    pairs = [
        ("s to 12 %/m, layer", first(times, layer, 12, begin), first(times, light, 12, begin)),
        ("s to 12 %/m, near", first(times, values[:, 0, 0], 12, begin), first(times, light, 12, begin)),
        ("s to 12 %/m, far", first(times, values[:, 2, 0], 12, begin), first(times, light, 12, begin)),
        (
            "s to 12 %/m, corridor",
            first(times, values[:, 3, 0], 12, begin),
            first(times, corridor, 12, begin),
        ),
        (
            "s to 57 °C, mid",
            first(times, values[:, 1, 1], 57, begin),
            first(times, curve["heat_mid_C"], 57, begin),
        ),
        (
            "peak OD of the layer",
            float(optical_density(upper[:, 1, 0]).max()),
            float(curve["ul_od_per_m"].max()),
        ),
        (
            "peak CO of the layer",
            float((co_ppm(upper[:, 2, 0]) * (1.0 + upper[:, 0, 0] / AMBIENT_K)).max()),
            float(curve["ul_co_ppm"].max()),
        ),
        (
            "peak K of the layer",
            float(upper[:, 0, 0].max()),
            _rise(times, curve["ult_C"], begin),
        ),
        ("peak CO, corridor", float(values[:, 3, 2].max()), float(curve["corr_ul_co_ppm"].max())),
    ]
    return [Compared("cfast", row["run"], name, ours, theirs) for name, ours, theirs in pairs]


def _rise(times: Array, celsius: Array, begin: float) -> float:
    """Greatest excess over the layer's first temperature, K; NaN below 5 K, which the weather makes."""
    rise = float((celsius - np.interp(begin, times, celsius)).max())
    return rise if rise >= 5.0 else float("nan")
