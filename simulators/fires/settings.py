"""Where it happens: rooms of homes, offices, works and a ger (蒙古包), their doors, air and weather."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulators.fires.ambience import Place
from simulators.fires.constants import Array
from simulators.fires.exposures import Spots
from simulators.fires.zones import Rooms, Seat

#: Width, depth and height from to, m. A ger is round: some 25 m² and 2.4 m at the crown.
KINDS: dict[str, tuple[tuple[float, float], tuple[float, float], tuple[float, float]]] = {
    "bedroom": ((2.6, 4.5), (2.6, 4.5), (2.3, 2.9)),
    "living": ((4.0, 7.5), (3.2, 6.0), (2.3, 3.0)),
    "office": ((3.5, 14.0), (3.0, 10.0), (2.5, 3.3)),
    "kitchen": ((2.4, 4.5), (2.2, 4.0), (2.3, 2.9)),
    "bathroom": ((1.6, 3.2), (1.6, 3.0), (2.3, 2.7)),
    "hall": ((12.0, 30.0), (8.0, 20.0), (3.5, 8.0)),
    "warehouse": ((15.0, 35.0), (10.0, 25.0), (4.0, 8.0)),
    "plantroom": ((4.0, 10.0), (3.0, 8.0), (2.6, 5.0)),
    "corridor": ((8.0, 30.0), (1.4, 2.6), (2.3, 3.0)),
    "ger": ((4.6, 5.6), (4.6, 5.6), (2.2, 2.6)),
}
ORDINARY = tuple(kind for kind in KINDS if kind != "bathroom")


@dataclass(frozen=True)
class Setting:
    """One drawn place; metres, °C, air changes an hour."""

    room: str
    width_m: float
    depth_m: float
    height_m: float
    door_w_m: float
    door_h_m: float
    next_door_w_m: float
    corridor_area_m2: float
    corridor_height_m: float
    beyond_area_m2: float
    ach: float
    inside_c: float
    outside_c: float
    humidity: float
    outside_humidity: float
    start_co2_ppm: float
    outside_haze_per_m: float
    outside_co_ppm: float
    heating: str
    draught_k: float
    mixing_m_s: float
    gradient_k_m: float
    near_m: float
    mid_m: float
    far_m: float
    corridor_m: float
    beyond_m: float

    @property
    def area(self) -> float:
        """Floor area of the room of origin, m²."""
        return self.width_m * self.depth_m


def draw(generator: np.random.Generator, rooms: tuple[str, ...] = ORDINARY) -> Setting:
    """A place of one of the `rooms`."""
    uniform, normal = generator.uniform, generator.normal
    room = str(generator.choice(np.array(rooms)))
    width, depth, height = (float(uniform(*span)) for span in KINDS[room])
    diagonal = float(np.hypot(width, depth))
    outside = float(uniform(-30, 30))
    heating = (
        str(generator.choice(["none", "steady", "cycling"], p=[0.3, 0.35, 0.35])) if outside < 18 else "none"
    )
    low, high = (15.0, 28.0) if heating != "none" else (5.0, 28.0)
    inside = float(np.clip(normal(20.5, 4.5), low, high)) if outside < 18 else float(uniform(18, 33))
    door = float(generator.choice([0.02, 0.1, 0.9, uniform(0.02, 0.9)]))
    near = float(uniform(0.2, min(1.5, 0.3 * diagonal)))
    mid = float(uniform(0.3, 0.5)) * diagonal
    dry = inside > 15 and outside < 0
    return Setting(
        room=room,
        width_m=width,
        depth_m=depth,
        height_m=height,
        door_w_m=door,
        door_h_m=float(uniform(1.9, 2.1)) if room != "ger" else 1.5,
        next_door_w_m=float(generator.choice([0.02, uniform(0.02, 0.9), 0.9])),
        corridor_area_m2=float(uniform(8, 45)),
        corridor_height_m=float(uniform(2.3, 3.0)),
        beyond_area_m2=float(uniform(8, 40)),
        ach=float(generator.choice([0.0, 0.0, uniform(0.2, 6.0)])),
        inside_c=inside,
        outside_c=outside,
        humidity=float(np.clip(normal(28 if dry else 48, 10), 8, 85)),
        outside_humidity=float(uniform(40, 90)),
        start_co2_ppm=float(np.clip(generator.lognormal(np.log(220), 0.8), 5, 2500)),
        outside_haze_per_m=float(generator.lognormal(np.log(2e-4), 1.0)),
        outside_co_ppm=float(generator.lognormal(np.log(0.4), 0.8)),
        heating=heating,
        draught_k=float(generator.lognormal(np.log(0.05), 0.8)),
        mixing_m_s=float(generator.lognormal(np.log(0.0015), 0.7)),
        gradient_k_m=float(generator.choice([uniform(0, 0.3), uniform(0.2, 2.0)], p=[0.8, 0.2])),
        near_m=near,
        mid_m=max(mid, near + 0.2),
        far_m=float(uniform(0.6, 0.95)) * diagonal,
        corridor_m=float(uniform(1.5, 9.0)),
        beyond_m=float(uniform(1.5, 6.0)),
    )


def _rows(settings: list[Setting], *names: str) -> Array:
    return np.array([[getattr(setting, name) for setting in settings] for name in names])


def rooms_of(settings: list[Setting]) -> Rooms:
    """The rooms for the layers. The open air lies beyond the third room."""
    area = np.array([setting.area for setting in settings])
    none = np.zeros(len(settings))
    ach = _rows(settings, "ach")[0]
    return Rooms(
        area=np.stack((area, *_rows(settings, "corridor_area_m2", "beyond_area_m2"))),
        height=_rows(settings, "height_m", "corridor_height_m", "corridor_height_m"),
        door_width=_rows(settings, "door_w_m", "next_door_w_m"),
        door_height=_rows(settings, "door_h_m", "door_h_m"),
        ach=np.stack((ach, none + 0.3, none + 0.3)),
        draught_k=_rows(settings, "draught_k")[0],
        mixing_m_s=_rows(settings, "mixing_m_s")[0],
    )


def spots_of(settings: list[Setting]) -> Spots:
    """Where the five detectors hang."""
    return Spots(
        radius_m=_rows(settings, "near_m", "mid_m", "far_m").T,
        beyond_m=_rows(settings, "corridor_m", "beyond_m").T,
    )


def seats_of(settings: list[Setting], seats: list[tuple[float, float, float, float]]) -> Seat:
    """Base m, diameter m, lift kW and settling m/s of each run's seat, put into its room's air."""
    base, diameter, lift, settling = np.array(seats).T
    height = np.array([setting.height_m for setting in settings])
    gradient = np.array([setting.gradient_k_m for setting in settings])
    return Seat(np.minimum(base, height - 0.8), diameter, lift, settling, gradient)


def place_of(settings: list[Setting], generator: np.random.Generator) -> Place:
    """The quiet air of the rooms, with thermostats where the heating cycles."""
    runs = len(settings)
    area = rooms_of(settings).area
    height = rooms_of(settings).height
    inside, outside = _rows(settings, "inside_c", "outside_c")
    apart = generator.normal(0.0, 1.0, (3, runs))
    apart[0] = 0.0
    surface = 2 * area + 4 * np.sqrt(area) * height
    loss = 60.0 * surface / 120_000.0 + 0.35 / 3600 * 1.21 * area * height
    heater = generator.uniform(1.5, 4.0, (3, runs)) * loss * np.maximum(inside - outside, 5.0)
    cycling = np.array([setting.heating == "cycling" for setting in settings])
    steady = np.array([setting.heating == "steady" for setting in settings])
    start = inside + apart
    return Place(
        area=area,
        height=height,
        start_c=start,
        wall_c=start - 0.3,
        heated_c=np.where(cycling | steady, start, np.nan),
        hysteresis_k=np.where(cycling, generator.uniform(0.2, 1.0, (3, runs)), 0.02),
        heater_kw=heater,
        outside_c=outside,
        outside_humidity=_rows(settings, "outside_humidity")[0],
        outside_haze=_rows(settings, "outside_haze_per_m")[0],
        outside_co_ppm=_rows(settings, "outside_co_ppm")[0],
        start_humidity=_rows(settings, "humidity") + generator.normal(0, 2, (3, runs)),
        buffer_humidity=_rows(settings, "humidity") * generator.uniform(0.7, 1.1, (3, runs)),
        start_co2_ppm=_rows(settings, "start_co2_ppm") * generator.uniform(0.5, 1.2, (3, runs)),
        warm_k=generator.uniform(0.0, 2.5, (5, runs)) * cycling,
        offset_k=generator.uniform(-0.3, 1.0, (5, runs)),
    )
