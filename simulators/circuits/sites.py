"""Where circuits run: when people work there, how damp and how warm it is, and what hangs on the circuit."""

from __future__ import annotations

from typing import NamedTuple


class Site(NamedTuple):
    """Hours of work; load as a share of the rated current; climate of the switch room; what leaks.

    `weekend` is the load of a day off as a share of a workday's; `inverters` the share of circuits that feed
    a frequency converter (VFD); `filters` mA of leakage through interference filters at full load, per rated
    A.
    """

    opens: float
    closes: float
    idle: float
    busy: float
    weekend: float
    humidity: float
    warmth_c: float
    daily_c: float
    inverters: float
    filters: float


SITES = {
    "office": Site(8.0, 18.5, 0.10, 0.48, 0.30, 45.0, 21.0, 2.0, 0.25, 0.18),
    "dwelling": Site(17.0, 23.0, 0.12, 0.42, 1.15, 50.0, 18.0, 3.0, 0.05, 0.10),
    "shop": Site(9.0, 21.5, 0.15, 0.55, 1.10, 48.0, 20.0, 2.5, 0.15, 0.15),
    "school": Site(7.5, 17.0, 0.06, 0.42, 0.15, 45.0, 18.0, 3.0, 0.10, 0.15),
    "workshop": Site(7.5, 19.0, 0.08, 0.60, 0.45, 50.0, 16.0, 5.0, 0.60, 0.12),
    "pump_room": Site(6.0, 22.0, 0.15, 0.50, 1.0, 70.0, 14.0, 2.0, 0.70, 0.06),
    "hotel": Site(6.5, 23.5, 0.22, 0.52, 1.10, 55.0, 22.0, 1.5, 0.30, 0.14),
    "greenhouse": Site(5.0, 20.0, 0.10, 0.50, 1.0, 78.0, 20.0, 7.0, 0.50, 0.08),
    "charging": Site(10.0, 23.9, 0.03, 0.62, 1.0, 50.0, 10.0, 6.0, 0.0, 0.22),
}
