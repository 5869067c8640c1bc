"""Reading what stands on the map from an OpenStreetMap extract (PBF, XML; anything that libosmium reads)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import shapely
from shapely import Geometry

from cloud.dispatch.tiles.kinds import KEYS, Shape, Standing, standing
from runtime.faults import PlainFault

if TYPE_CHECKING:
    import osmium

_TELL_EVERY: Final = 100_000


class Feature(NamedTuple):
    """One thing, in degrees."""

    standing: Standing
    geometry: Geometry


def features(path: Path, told: Callable[[int], None] = lambda _count: None) -> Iterator[Feature]:
    """Everything of the extract that stands on the map; `told` hears how many objects were looked at.

    What is drawn wrongly in the extract (a ring that does not close, a node that is not in it) is left out.
    Raises PlainFault: no such file, no OSM file, or cut short.
    """
    import osmium

    if not path.is_file():
        raise PlainFault(f"{path}: no such file; name an OpenStreetMap extract (.osm.pbf or .osm)")
    try:
        yield from _read(path, told)
    except RuntimeError as error:
        raise PlainFault(
            f"{path}: cannot be read as an OpenStreetMap extract ({error}); fetch it again whole"
        ) from error
    except osmium.InvalidLocationError as error:
        raise PlainFault(f"{path}: its nodes have no places ({error}); fetch it again whole") from error


def _read(path: Path, told: Callable[[int], None]) -> Iterator[Feature]:
    import osmium

    factory = osmium.geom.WKBFactory()
    wanted = osmium.filter.KeyFilter(*KEYS)
    for count, entity in enumerate(osmium.FileProcessor(str(path)).with_areas(wanted).with_filter(wanted), 1):
        if count % _TELL_EVERY == 0:
            told(count)
        tags = dict(entity.tags)
        where = standing(
            tags, closed=isinstance(entity, osmium.osm.Area), point=isinstance(entity, osmium.osm.Node)
        )
        if where is None or (geometry := _drawn(entity, where.shape, factory)) is None:
            continue
        yield Feature(where, geometry)


def _drawn(entity: object, shape: Shape, factory: osmium.geom.WKBFactory) -> Geometry | None:
    """Its geometry; None: it cannot be drawn."""
    import osmium

    try:
        if isinstance(entity, osmium.osm.Node):
            return shapely.from_wkb(factory.create_point(entity))
        if isinstance(entity, osmium.osm.Way):
            return shapely.from_wkb(factory.create_linestring(entity))
        if isinstance(entity, osmium.osm.Area):
            area = shapely.make_valid(
                shapely.from_wkb(factory.create_multipolygon(entity)),
                method="structure",
                keep_collapsed=False,
            )
            return area.boundary if shape is Shape.OUTLINE else area
    except (RuntimeError, osmium.InvalidLocationError, shapely.errors.GEOSException):
        return None
    return None
