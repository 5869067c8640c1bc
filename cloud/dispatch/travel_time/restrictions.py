"""Turn restrictions as chains of edges that may not be driven, and the copies of junctions that hold them.

Theory of operation
-------------------
1. A restriction is a set of *chains*: edges that may not follow each other. `no_*` forbids from-via-to;
   `only_*` forbids every other way on. A chain may lead over via ways, so it has two edges or more.
2. A junction is copied once for each beginning of a chain that ends there: who stands in the copy has
   just driven that beginning. A copy has the junction's edges, without the one that would complete a
   chain.
3. An edge leads to the copy of the longest beginning that now has been driven (Aho and Corasick 1975), or
   to the junction itself. So a plain search over junctions and copies holds every restriction, and only
   restricted junctions grow: a city of a million junctions has some thousand copies.
4. Turning round at the next junction would dodge a forbidden turn in no time; that is forbidden with it,
   but at a dead end, where one may turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

#: Edges, one after the other.
Chain = tuple[int, ...]


class Rule(NamedTuple):
    """One relation of an extract: ids of its ways, of its via node (None: via ways), and what it demands."""

    relation: int
    only: bool
    from_ways: tuple[int, ...]
    via_node: int | None
    via_ways: tuple[int, ...]
    to_ways: tuple[int, ...]
    u_turn: bool = False


class Edges(Protocol):
    """What chains need to know of a graph's directed edges."""

    tail: Sequence[int]
    head: Sequence[int]

    def of_way(self, way: int) -> Sequence[int]:
        """Its directed edges, both directions."""
        ...

    def leaving(self, node: int) -> Sequence[int]:
        """Edges that begin at the node."""
        ...

    def junction(self, osm_node: int) -> int | None:
        """The graph's number of a node."""
        ...

    def reverse(self, edge: int) -> int | None:
        """The same stretch in the other direction, where it may be driven."""
        ...


def rule(relation: int, tags: Mapping[str, str], members: Sequence[tuple[str, str, int]]) -> Rule | None:
    """The rule that a relation states to a fire engine; None where it states none, or none that can be read.

    `members` are (type `n`, `w` or `r`, role, id). `restriction:hgv` binds too: what a lorry cannot turn, an
    engine can hardly. `except` with `emergency` lifts it. Conditional ones are not held.
    """
    said = tags.get("restriction") or tags.get("restriction:hgv") or tags.get("restriction:emergency") or ""
    excepted = {word.strip() for word in tags.get("except", "").split(";")}
    if not said.startswith(("no_", "only_")) or "emergency" in excepted:
        return None
    of = {
        role: tuple(number for kind, part, number in members if kind == "w" and part == role)
        for role in ("from", "via", "to")
    }
    nodes = [number for kind, part, number in members if kind == "n" and part == "via"]
    if not of["from"] or not of["to"] or len(nodes) + bool(of["via"]) != 1:
        return None
    via = nodes[0] if nodes else None
    return Rule(relation, said.startswith("only_"), of["from"], via, of["via"], of["to"], said == "no_u_turn")


def chains(rules: Sequence[Rule], edges: Edges) -> set[Chain]:
    """Every chain that may not be driven. A rule whose ways are not of the graph forbids nothing."""
    found: set[Chain] = set()
    for one in rules:
        driven = _over_node(one, edges) if one.via_node is not None else _over_ways(one, edges)
        if one.only:
            found |= _other_ways_on(driven, edges)
        else:
            found |= driven
    return found | _dodges(found, edges)


def _over_node(rule: Rule, edges: Edges) -> set[Chain]:
    node = edges.junction(rule.via_node) if rule.via_node is not None else None
    if node is None:
        return set()
    into = [edge for way in rule.from_ways for edge in edges.of_way(way) if edges.head[edge] == node]
    out = [edge for way in rule.to_ways for edge in edges.of_way(way) if edges.tail[edge] == node]
    pairs: set[Chain] = {(first, last) for first in into for last in out}
    if rule.u_turn and rule.from_ways == rule.to_ways:
        return {pair for pair in pairs if edges.reverse(pair[0]) == pair[1]}
    return pairs


def _over_ways(rule: Rule, edges: Edges) -> set[Chain]:
    out = {edge for way in rule.to_ways for edge in edges.of_way(way)}
    via = [set(edges.of_way(way)) for way in rule.via_ways]
    found: set[Chain] = set()
    for first in (edge for way in rule.from_ways for edge in edges.of_way(way)):
        _follow((first,), via, out, edges, found)
    return found


def _follow(driven: Chain, via: list[set[int]], out: set[int], edges: Edges, found: set[Chain]) -> None:
    """Go on over the via ways in order, each stretch once, until the to-way leaves from the last."""
    last = driven[-1]
    back = edges.reverse(last)
    ahead = [edge for edge in edges.leaving(edges.head[last]) if edge != back and edge not in driven]
    inside = via[0] if via else set()
    on_first = last in inside
    if on_first and len(via) == 1:
        found |= {(*driven, edge) for edge in ahead if edge in out}
    for edge in ahead:
        if edge in inside:
            _follow((*driven, edge), via, out, edges, found)
        elif on_first and len(via) > 1 and edge in via[1]:
            _follow((*driven, edge), via[1:], out, edges, found)


def _other_ways_on(driven: set[Chain], edges: Edges) -> set[Chain]:
    allowed: dict[Chain, set[int]] = {}
    for chain in driven:
        allowed.setdefault(chain[:-1], set()).add(chain[-1])
    return {
        (*begun, edge)
        for begun, going_on in allowed.items()
        for edge in edges.leaving(edges.head[begun[-1]])
        if edge not in going_on
    }


def _dodges(forbidden: set[Chain], edges: Edges) -> set[Chain]:
    found: set[Chain] = set()
    for begun in {chain[:-1] for chain in forbidden}:
        for edge in edges.leaving(edges.head[begun[-1]]):
            back = edges.reverse(edge)
            turned = back is not None and len(edges.leaving(edges.head[edge])) > 1
            if turned and back is not None and (*begun, edge) not in forbidden:
                found.add((*begun, edge, back))
    return found


class Copies:
    """The beginnings of forbidden chains, numbered; where each edge leads from each of them."""

    def __init__(self, forbidden: set[Chain]) -> None:
        self._forbidden = forbidden
        begun = {chain[:length] for chain in forbidden for length in range(1, len(chain))}
        self.beginnings: list[Chain] = sorted(begun)
        self._number = {chain: number for number, chain in enumerate(self.beginnings)}

    def on(self, begun: Chain, edge: int) -> int | None:
        """The copy that `edge` leads to after what was begun: its number, or -1 for the junction itself.

        None: the edge would complete a forbidden chain.
        """
        driven = (*begun, edge)
        ends = [driven[start:] for start in range(len(driven))]
        if any(end in self._forbidden for end in ends):
            return None
        return next((self._number[end] for end in ends if end in self._number), -1)
