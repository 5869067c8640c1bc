"""Small maps, written as OpenStreetMap XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from cloud.dispatch.travel_time.policy import Policy
from cloud.dispatch.travel_time.port import Place

Nodes = Mapping[int, tuple[float, float]]
Members = Sequence[tuple[str, int, str]]


class Way(NamedTuple):
    id: int
    nodes: Sequence[int]
    tags: Mapping[str, str]


class Relation(NamedTuple):
    id: int
    #: (type, id, role)
    members: Members
    tags: Mapping[str, str]


def drawn(
    path: Path,
    nodes: Nodes,
    ways: Sequence[Way],
    relations: Sequence[Relation] = (),
    node_tags: Mapping[int, Mapping[str, str]] | None = None,
) -> Path:
    lines = ['<osm version="0.6">']
    for number, (lat, lon) in sorted(nodes.items()):
        tags = _tags((node_tags or {}).get(number, {}))
        lines.append(f'<node id="{number}" version="1" lat="{lat:.7f}" lon="{lon:.7f}">{tags}</node>')
    for way in sorted(ways):
        refs = "".join(f'<nd ref="{node}"/>' for node in way.nodes)
        lines.append(f'<way id="{way.id}" version="1">{refs}{_tags(way.tags)}</way>')
    for relation in relations:
        members = "".join(
            f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in relation.members
        )
        lines.append(f'<relation id="{relation.id}" version="1">{members}{_tags(relation.tags)}</relation>')
    path.write_text("\n".join([*lines, "</osm>"]), "utf-8")
    return path


def turn(
    number: int, said: str, start: int, via: int, end: int, via_way: bool = False, **tags: str
) -> Relation:
    members = [("way", start, "from"), ("way" if via_way else "node", via, "via"), ("way", end, "to")]
    return Relation(number, members, {"type": "restriction", "restriction": said, **tags})


def _tags(tags: Mapping[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


#: A cross: junction 5 in the middle, 1 west, 2 north, 3 east, 4 south; ways of the same numbers lead to it.
CROSS_NODES = {
    1: (40.0, 111.00),
    2: (40.01, 111.01),
    3: (40.0, 111.02),
    4: (39.99, 111.01),
    5: (40.0, 111.01),
}
CROSS = [Way(number, (number, 5), {"highway": "residential"}) for number in (1, 2, 3, 4)]
#: A policy for maps on which every place lies on a road.
PLAIN = Policy()


def along(nodes: Nodes, start: int, end: int, share: float = 0.5) -> Place:
    (lat, lon), (other_lat, other_lon) = nodes[start], nodes[end]
    return Place(lat + share * (other_lat - lat), lon + share * (other_lon - lon))
