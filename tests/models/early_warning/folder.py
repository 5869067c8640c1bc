"""A folder of series as small as can be, in the layout of the real sets."""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta
from pathlib import Path

_CFAST = (
    "run,label,kind,room,H,ignition_s,d_near,d_mid,d_far",
    "r00_flaming,fire,flaming_t2,bedroom,2.6,60,0.8,1.5,3.0",
    "r01_toast,nuisance,nuisance_toast,kitchen,2.5,60,0.8,1.0,2.0",
)
_COLUMNS = (
    "time_s,hrr_kW,ul_co_ppm,ul_co2_ppm,corr_ult_C,corr_ul_co_ppm,smoke_near_od_per_m,smoke_mid_od_per_m,"
    "smoke_far_od_per_m,smoke_corr_od_per_m,heat_near_C,heat_mid_C,heat_far_C"
)


def nist(folder: Path) -> Path:
    """One test of two stations; the second without gas; and its alarms."""
    where = folder / "nist_smoke_alarms"
    where.mkdir(parents=True)
    lines = ["test,station,time_s,ceiling_tc_C,od_upper_per_m,co_volpct,co2_volpct"]
    for second in range(0, 201, 2):
        burnt = (second / 100.0) ** 2
        lines.append(f"SDC99,A,{second},{22 + 30 * burnt:.2f},{0.2 * burnt:.4f},{0.01 * burnt:.5f},0.06")
        lines.append(f"SDC99,B,{second},{22 + 5 * burnt:.2f},{0.05 * burnt:.4f},,")
    (where / "curves.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    alarms = "test,device,type,station,t_alarm_s\nSDC99,Ion1A,Ion,A,90\nSDC99,Pho1A,Pho,A,120\n"
    (where / "alarm_times.csv").write_text(alarms, encoding="utf-8")
    return folder


def cfast(folder: Path) -> Path:
    """A fire and a nuisance that does not grow, 60 s of quiet before each."""
    runs = folder / "cfast_sweep" / "runs"
    runs.mkdir(parents=True)
    (runs.parent / "manifest.csv").write_text("\n".join(_CFAST) + "\n", encoding="utf-8")
    for name, grows in (("r00_flaming", True), ("r01_toast", False)):
        lines = [_COLUMNS]
        for second in range(0, 400, 2):
            since = max(second - 60, 0)
            heat = 0.0117 * since**2 if grows else min(since, 1.0)
            smoke = heat * 0.003
            row = [second, heat, heat, heat * 9, 20 + heat * 0.1, heat / 4, smoke, smoke, smoke, smoke / 4]
            lines.append(",".join(f"{value:.5g}" for value in [*row, *[20 + heat * 0.2] * 3]))
        (runs / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def fsri(folder: Path) -> Path:
    """A sofa that heats a room from ten seconds after ignition."""
    where = folder / "fsri_compartments"
    where.mkdir(parents=True)
    lines = ["exp,time_s,hrr_kW,TA_ceil_C,TB_ceil_C,TC_ceil_C,TD_ceil_C"]
    for second in range(-60, 200):
        heat = 22 + max(second - 10, 0) * 0.8
        lines.append(f"Overstuffed_Open_Back_1,{second},,{heat},{heat},{heat},{heat}")
    (where / "ceiling_1hz.csv.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    return folder


def occupancy(folder: Path, minutes: int = 400, begins: str = "2015-02-04 08:00:00") -> Path:
    """Quiet hours of an office, once a minute, in the odd layout of that set."""
    where = folder / "occupancy"
    where.mkdir(parents=True)
    lines = ['"date","Temperature","Humidity","Light","CO2","HumidityRatio","Occupancy"']
    for minute in range(minutes):
        when = datetime.fromisoformat(begins) + timedelta(minutes=minute)
        lines.append(
            f'"{minute + 1}","{when}",21.{minute % 10},27.{minute % 7},0,{500 + minute % 40},0.004,0'
        )
    (where / "datatraining.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
