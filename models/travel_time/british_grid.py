"""WGS 84 to the British National Grid, to about 5 m.

Ordnance Survey, *A guide to coordinate systems in Great Britain*, annexes B and C: seven-parameter shift to
OSGB36, then transverse Mercator on Airy 1830.
"""

from __future__ import annotations

import math

#: Semi-axes, metres.
_WGS84 = (6_378_137.0, 6_356_752.3142)
_AIRY = (6_377_563.396, 6_356_256.909)
#: Shift in metres, rotation in seconds of arc, scale.
_SHIFT = (-446.448, 125.157, -542.060)
_TURN = tuple(math.radians(seconds / 3600) for seconds in (-0.1502, -0.2470, -0.8421))
_SCALE = 1 + 20.4894e-6
_F0, _LAT0, _LON0, _E0, _N0 = 0.9996012717, math.radians(49), math.radians(-2), 400_000.0, -100_000.0


def grid(lat: float, lon: float) -> tuple[float, float]:
    """Easting and northing in metres of a latitude and longitude in degrees."""
    return _projected(*_shifted(math.radians(lat), math.radians(lon)))


def _shifted(lat: float, lon: float) -> tuple[float, float]:
    a, b = _WGS84
    e2 = 1 - (b / a) ** 2
    normal = a / math.sqrt(1 - e2 * math.sin(lat) ** 2)
    x, y = normal * math.cos(lat) * math.cos(lon), normal * math.cos(lat) * math.sin(lon)
    z = normal * (1 - e2) * math.sin(lat)
    (dx, dy, dz), (rx, ry, rz) = _SHIFT, _TURN
    x, y, z = (
        dx + _SCALE * x - rz * y + ry * z,
        dy + rz * x + _SCALE * y - rx * z,
        dz - ry * x + rx * y + _SCALE * z,
    )
    a, b = _AIRY
    e2, radius = 1 - (b / a) ** 2, math.hypot(x, y)
    lat = math.atan2(z, radius * (1 - e2))
    for _ in range(6):
        normal = a / math.sqrt(1 - e2 * math.sin(lat) ** 2)
        lat = math.atan2(z + e2 * normal * math.sin(lat), radius)
    return lat, math.atan2(y, x)


def _projected(lat: float, lon: float) -> tuple[float, float]:
    a, b = _AIRY
    e2, n = 1 - (b / a) ** 2, (a - b) / (a + b)
    sin, cos, tan2 = math.sin(lat), math.cos(lat), math.tan(lat) ** 2
    nu = a * _F0 / math.sqrt(1 - e2 * sin**2)
    rho = a * _F0 * (1 - e2) / (1 - e2 * sin**2) ** 1.5
    eta2 = nu / rho - 1
    less, more = lat - _LAT0, lat + _LAT0
    arc = (
        (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
        - (3 * n + 3 * n**2 + 2.625 * n**3) * math.sin(less) * math.cos(more)
        + 1.875 * (n**2 + n**3) * math.sin(2 * less) * math.cos(2 * more)
        - 35 / 24 * n**3 * math.sin(3 * less) * math.cos(3 * more)
    )
    d = lon - _LON0
    north = (
        nu
        * sin
        * (
            cos / 2 * d**2
            + cos**3 / 24 * (5 - tan2 + 9 * eta2) * d**4
            + cos**5 / 720 * (61 - 58 * tan2 + tan2**2) * d**6
        )
    )
    east = nu * (
        cos * d
        + cos**3 / 6 * (nu / rho - tan2) * d**3
        + cos**5 / 120 * (5 - 18 * tan2 + tan2**2 + 14 * eta2 - 58 * tan2 * eta2) * d**5
    )
    return _E0 + east, _N0 + b * _F0 * arc + north
