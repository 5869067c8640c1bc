"""Putting things into the index, and finding them. Opens and commits nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cloud.areas.tree import full_name
from cloud.organisations.tables import Organisation, Point, Room
from cloud.people.asker import Asker
from cloud.search import gram_index, grams, ranking, repository
from cloud.search.grams import Wanted, Word
from cloud.search.ranking import KIND_ORDER, Text, Way
from cloud.search.schemas import FoundOut, Kind
from cloud.search.tables import SearchEntry
from cloud.vocabulary import LabelOut

#: What the index is asked for of each kind; the ranking chooses among these.
_PROPOSED = 120
#: How many of the best shared names are followed to rooms and points.
_NAMES_FOLLOWED = 12

_OWN_ENTRY: tuple[Kind, ...] = ("organisation", "building", "gateway", "device")
#: Names that rooms and points share, and names of parts: one entry for all that bear it.
_ROOM_NAME, _POINT_NAME, _PART_NAME = "room-name", "point-name", "part-name"


@dataclass(frozen=True)
class Entry:
    """One thing to be found."""

    kind: Kind
    subject: str
    name: str
    detail: str
    codes: str
    area: str
    organisation_id: int


def put(session: Session, entries: Sequence[Entry]) -> None:
    """Put things in, or put them in anew; all of one kind."""
    if not entries:
        return
    by_subject = {entry.subject: entry for entry in entries}
    repository.forget(session, entries[0].kind, list(by_subject))
    rows = [
        {
            "kind": entry.kind,
            "subject": entry.subject,
            "name": entry.name,
            "detail": entry.detail,
            "codes": entry.codes,
            "area": entry.area,
            "organisation_id": entry.organisation_id,
        }
        for entry in by_subject.values()
    ]
    added = repository.add(session, rows)
    gram_index.add(session, [(number, _words(by_subject[subject])) for number, subject in added])


def remove(session: Session, kind: Kind, subjects: Iterable[str]) -> None:
    """Take things out."""
    repository.forget(session, kind, list(subjects))


def put_room_names(session: Session, names: Collection[str]) -> None:
    """Let rooms be found by their names."""
    _share(session, _ROOM_NAME, names)


def put_point_names(session: Session, names: Collection[str], parts: Collection[str]) -> None:
    """Let points be found by their names and by the names of their parts."""
    _share(session, _POINT_NAME, names)
    _share(session, _PART_NAME, parts)


@dataclass(frozen=True)
class _Match:
    way: Way
    sum: int
    kind: Kind
    subject: str
    name: str
    detail: str
    area: str
    organisation_id: int | None
    room_id: int | None = None

    def order(self) -> tuple[int, int, int, int, str, str]:
        """Best first; among equals the larger thing, then the shorter name."""
        return (self.way, self.sum, KIND_ORDER.index(self.kind), len(self.name), self.name, self.subject)


def find(
    session: Session, asker: Asker, query: str, kinds: Collection[Kind], area: str, limit: int
) -> tuple[list[FoundOut], bool]:
    """What matches within the asker's scope and the area, best first, and whether there is more."""
    asked = grams.wanted(query)
    if not asked:
        return [], False
    within: Wanted = tuple(
        choice
        for choice in (
            () if asker.everything else grams.scoped(asker.areas, asker.organisations) or (Word("anone"),),
            () if area == "15" else grams.scoped((area[: len(area) // 2 * 2],), ()),
        )
        if choice
    )
    matches: list[_Match] = []
    for kind in (kind for kind in _OWN_ENTRY if kind in kinds):
        matches += _own(session, query, kind, (*asked, *within, (Word(f"k{kind}"),)), area)
    if "room" in kinds:
        matches += _rooms(session, asker, query, asked, area, limit)
    if "point" in kinds:
        matches += _points(session, asker, query, asked, area, limit)
    best = sorted(
        {
            (match.kind, match.subject): match for match in sorted(matches, key=_Match.order, reverse=True)
        }.values(),
        key=_Match.order,
    )
    return _shown(session, best[:limit]), len(best) > limit


def _own(session: Session, query: str, kind: Kind, wanted: Wanted, area: str) -> list[_Match]:
    found: list[_Match] = []
    for row in repository.proposed(session, kind, wanted, query, _PROPOSED):
        ranked = ranking.way(query, Text(row.name, row.detail, row.codes))
        if ranked is not None and row.area.startswith(area):
            found.append(
                _Match(*ranked, kind, row.subject, row.name, row.detail, row.area, row.organisation_id)
            )
    return found


def _rooms(session: Session, asker: Asker, query: str, asked: Wanted, area: str, limit: int) -> list[_Match]:
    found: list[_Match] = []
    for ranked, name in _shared(session, query, _ROOM_NAME, asked):
        rooms = repository.rooms_named(session, asker, area, name, limit + 1)
        found += [_of_room(ranked, room) for room in rooms]
        if len(found) > limit:
            break
    return found


def _points(session: Session, asker: Asker, query: str, asked: Wanted, area: str, limit: int) -> list[_Match]:
    found: list[_Match] = []
    gateway, slash, part = query.partition("/")
    if slash and gateway.isascii():
        rows = repository.points_of_gateway(session, asker, gateway, part, limit + 1)
        found += [
            _of_point((Way.CODE_BEGINS, Way.CODE_BEGINS), row) for row in rows if row.area.startswith(area)
        ]
    for kind, column in ((_POINT_NAME, "name"), (_PART_NAME, "part")):
        followed = 0
        for ranked, name in _shared(session, query, kind, asked):
            points = repository.points_named(session, asker, area, by=column, value=name, limit=limit + 1)
            found += [_of_point(ranked, point) for point in points]
            followed += len(points)
            if followed > limit:
                break
    return found


def _shared(session: Session, query: str, kind: str, asked: Wanted) -> list[tuple[tuple[Way, int], str]]:
    """The best of the shared names that match."""
    rows = repository.proposed(
        session, kind, (*asked, (Word(f"k{kind.replace('-', '')}"),)), query, _PROPOSED
    )
    ranked = [(ranking.way(query, _shared_text(kind, row.name)), row.name) for row in rows]
    found = [(way, name) for way, name in ranked if way is not None]
    return sorted(found, key=lambda one: (one[0], len(one[1]), one[1]))[:_NAMES_FOLLOWED]


def _shared_text(kind: str, name: str) -> Text:
    return Text("", "", name) if kind == _PART_NAME and name.isascii() else Text(name)


def _share(session: Session, kind: str, names: Collection[str]) -> None:
    rows = [
        {"kind": kind, "subject": name, "name": name, "detail": "", "codes": "", "area": ""}
        for name in sorted(set(names))
    ]
    added = repository.add(session, rows)
    word = kind.replace("-", "")
    gram_index.add(session, [(number, grams.words(kind=word, name=name)) for number, name in added])


def _words(entry: Entry) -> set[str]:
    return grams.words(
        kind=entry.kind,
        name=entry.name,
        detail=entry.detail,
        codes=entry.codes,
        area=entry.area,
        organisation=entry.organisation_id,
    )


def _of_room(ranked: tuple[Way, int], room: Room) -> _Match:
    return _Match(*ranked, "room", str(room.id), room.name, room.use, "", room.organisation_id, room.id)


def _of_point(ranked: tuple[Way, int], point: Point) -> _Match:
    detail = f"{point.gateway}/{point.part}"
    return _Match(
        *ranked, "point", str(point.id), point.name, detail, point.area, point.organisation_id, point.room_id
    )


def _shown(session: Session, matches: Sequence[_Match]) -> list[FoundOut]:
    owners = repository.organisations(session, {m.organisation_id for m in matches if m.organisation_id})
    rooms = repository.places_of_rooms(session, {m.room_id for m in matches if m.room_id})
    return [_out(match, owners, rooms) for match in matches]


def _out(match: _Match, owners: dict[int, Organisation], rooms: dict[int, tuple[str, int]]) -> FoundOut:
    owner = owners.get(match.organisation_id) if match.organisation_id is not None else None
    area = match.area or (owner.area if owner is not None else "")
    zh, en = full_name(area)
    building, level = rooms.get(match.room_id or 0, ("", 0))
    return FoundOut(
        kind=match.kind,
        id=match.subject,
        name=match.name,
        detail=match.detail,
        found=match.way.name.lower().replace("_", "-"),
        organisation_id=match.organisation_id,
        organisation=owner.name if owner is not None else None,
        area=area,
        area_name=LabelOut(zh=zh, en=en),
        place=f"{building} {level}F" if building else "",
    )


def rebuild(session: Session, rows: Iterable[SearchEntry]) -> None:
    """Put every row's words in anew, for an index that was emptied."""
    gram_index.add(
        session,
        [
            (
                row.id,
                grams.words(
                    kind=row.kind.replace("-", ""),
                    name=row.name,
                    detail=row.detail,
                    codes=row.codes,
                    area=row.area,
                    organisation=row.organisation_id,
                ),
            )
            for row in rows
        ],
    )
