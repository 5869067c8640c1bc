"""The version that ships: judgements to begin with, to be replaced by those of the region's own experts.

They are ours, made for a steppe region (few stations, long ways, old wiring), and no standard's.
"""

from __future__ import annotations

from typing import Final

from models.safety_index.index import Version

SHIPPED: Final = Version(
    name="2026-1",
    decided_on="2026-11-30",
    entropy_share=0.0,
    judgements={
        "groups": {
            "hazard:ground": 3, "hazard:force": 2, "hazard:warning": 2, "hazard:society": 2,
            "ground:force": 0.5, "ground:warning": 0.5, "ground:society": 0.5,
            "force:warning": 1, "force:society": 1, "warning:society": 1,
        },
        "hazard": {
            "fires:expected": 1, "fires:high_risk": 2, "fires:crowded": 3, "fires:chemical": 2,
            "expected:high_risk": 2, "expected:crowded": 3, "expected:chemical": 2,
            "high_risk:crowded": 2, "high_risk:chemical": 1, "crowded:chemical": 0.5,
        },
        "ground": {
            "density:old": 0.5, "density:hydrants": 0.3333333333333333, "density:lanes": 0.3333333333333333,
            "old:hydrants": 0.5, "old:lanes": 0.5, "hydrants:lanes": 1,
        },
        "force": {
            "stations:crew": 1, "stations:in_time": 0.5, "stations:micro": 2,
            "crew:in_time": 0.5, "crew:micro": 2, "in_time:micro": 3,
        },
        "warning": {
            "connected:equipment": 0.5, "connected:duty": 1, "connected:dispatch": 1,
            "equipment:duty": 2, "equipment:dispatch": 2, "duty:dispatch": 1,
        },
        "society": {
            "patrols:rectified": 0.5, "patrols:inspected": 1, "patrols:trained": 2,
            "rectified:inspected": 2, "rectified:trained": 3, "inspected:trained": 2,
        },
    },
)  # fmt: skip
