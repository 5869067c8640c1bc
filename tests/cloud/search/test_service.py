from __future__ import annotations

import pytest

from cloud.database.engine import Database
from cloud.organisations import service as organisations
from cloud.organisations.schemas import OrganisationChange
from cloud.people.asker import LOCAL, Asker, Permission
from cloud.search import service
from cloud.search.ranking import KIND_ORDER
from cloud.search.schemas import FoundOut
from tests.cloud.places import CREDIT_CODE, HOHHOT, add_organisation, furnish, organisation_told
from tests.cloud.said import NOW


def find(
    database: Database,
    query: str,
    asker: Asker = LOCAL,
    kinds: tuple[str, ...] = KIND_ORDER,
    area: str = "15",
) -> list[FoundOut]:
    with database.read() as session:
        return service.find(session, asker, query, kinds, area, 20)[0]


def names(found: list[FoundOut]) -> list[str]:
    return [one.name for one in found]


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as session:
        hotel = add_organisation(session, "150102-000017", credit_code=CREDIT_CODE)
        furnish(session, hotel, "gw-150102-0001")
        add_organisation(
            session, "150202-000001", name="包头市蒙源商场", area="150202", address="钢铁大街3号", contacts=[]
        )
        add_organisation(session, "150102-000018", name="蒙源", address="新华大街", contacts=[])
    return database


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("酒店", "in-name"),
        ("蒙源酒店", "in-name"),
        ("呼和浩特市蒙源", "name-begins"),
        ("海拉尔大街", "in-detail"),
        ("mengyuanjiudian", "pinyin"),
        ("huhehaote", "pinyin-begins"),
        ("myjd", "initials"),
        ("蒙源 jiudian", "pinyin"),
        ("150102-000017", "same-code"),
        (CREDIT_CODE, "same-code"),
        (CREDIT_CODE[:10].lower(), "code-begins"),
        ("13904711234", "same-code"),
        ("1234", "code-ends"),
        ("王芳", "in-detail"),
        ("店", "in-name"),
    ],
)
def test_an_organisation_is_found_by(filled: Database, query: str, found: str) -> None:
    best = [one for one in find(filled, query, kinds=("organisation",)) if "酒店" in one.name]
    assert [one.found for one in best] == [found]


def test_the_very_name_comes_first_and_longer_ones_after(filled: Database) -> None:
    assert names(find(filled, "蒙源"))[0] == "蒙源"
    assert len(find(filled, "蒙源")) == 3


@pytest.mark.parametrize(
    ("query", "kind", "place"),
    [
        ("主楼", "building", ""),
        ("302室", "room", "主楼 3F"),
        ("感烟", "point", "主楼 3F"),
        ("sanceng", "point", "主楼 3F"),
        ("gw-150102-0001/panel-1/1-001", "point", "主楼 3F"),
        ("消控室", "gateway", ""),
        ("gw-150102-0001", "gateway", ""),
        ("GST-88123", "device", ""),
    ],
)
def test_what_lies_below_is_found_with_its_place(filled: Database, query: str, kind: str, place: str) -> None:
    found = [one for one in find(filled, query) if one.kind == kind]
    assert found, names(find(filled, query))
    assert found[0].place == place
    assert found[0].organisation == "呼和浩特市蒙源酒店有限公司"


def test_nobody_finds_what_lies_outside_their_scope(filled: Database) -> None:
    assert "包头市蒙源商场" not in names(find(filled, "蒙源", HOHHOT))
    assert names(find(filled, "蒙源", area="1502")) == ["包头市蒙源商场"]
    baotou = Asker("包头", areas=("1502",), permissions=frozenset(Permission))
    for query in ("302室", "感烟", "消控室", "GST-88123", "gw-150102-0001/"):
        assert find(filled, query, baotou) == []
    nobody = Asker("无", permissions=frozenset(Permission))
    assert find(filled, "蒙源", nobody) == []


def test_an_organisations_own_people_find_what_is_theirs(filled: Database) -> None:
    number = int(find(filled, "蒙源酒店")[0].id)
    own = Asker("经理", organisations=(number,), permissions=frozenset(Permission))
    assert names(find(filled, "蒙源", own)) == ["呼和浩特市蒙源酒店有限公司"]
    assert {one.kind for one in find(filled, "三层", own)} == {"point"}


def test_a_new_name_is_found_and_the_old_one_no_more(filled: Database) -> None:
    number = int(find(filled, "蒙源酒店")[0].id)
    with filled.write() as session:
        told = OrganisationChange(**organisation_told(name="敕勒川饭庄", contacts=[]), version=1)
        organisations.change_organisation(session, LOCAL, number, told, NOW)
    assert find(filled, "蒙源酒店") == []
    assert names(find(filled, "敕勒川")) == ["敕勒川饭庄"]


@pytest.mark.parametrize(
    "query", ["'", '"', "%", "_", "*", "(", "a' OR 1=1", "\\", ":*", "&|!", "𠮷", "𫠝𫠝", '店"*']
)
def test_no_query_breaks_the_index(filled: Database, query: str) -> None:
    find(filled, query)
