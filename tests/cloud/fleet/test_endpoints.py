from __future__ import annotations

from typing import Any

import pytest

from benchmarks.operator.seed import Region
from tests.cloud.conftest import Running


@pytest.fixture
async def seeded(running: Running) -> Running:
    region = Region(40, running.centre.clock.now_ms())
    region.write(running.centre.database)
    running.centre.fleet.look()
    with running.centre.database.write() as session:
        region.live(session, range(1, 41), 60)
    running.centre.fleet.look()
    return running


async def get(running: Running, path: str) -> Any:
    answer = await running.http.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_way_from_the_region_to_the_records_of_one_gateway(seeded: Running) -> None:
    summary = await get(seeded, "/fleet/summary")
    assert summary["figures"]["gateways"] == 40
    leagues = (await get(seeded, "/fleet/areas"))["items"]
    league = max(leagues, key=lambda each: each["gateways"])["area"]
    counties = (await get(seeded, f"/fleet/areas?parent={league}"))["items"]
    county = max(counties, key=lambda each: each["gateways"])["area"]
    organisations = (await get(seeded, f"/fleet/organisations?area={county}"))["items"]
    organisation = organisations[0]["organisation_id"]
    gateways = (await get(seeded, f"/fleet/gateways?organisation={organisation}"))["items"]
    detail = await get(seeded, f"/fleet/gateways/{gateways[0]['gateway']}")
    assert detail["line"]["organisation_id"] == organisation
    assert detail["told"]["gateway"] == gateways[0]["gateway"]
    quality = await get(seeded, f"/quality/{organisation}")
    shares = quality["organisation"]["quality"]
    assert shares["completeness"]["under"] == sum(
        gateway["quality"]["completeness"]["under"] for gateway in quality["gateways"]
    )


async def test_every_list_and_chart_answers(seeded: Running) -> None:
    for path in (
        "/fleet/throughput?step=minute",
        "/fleet/versions",
        "/fleet/events?limit=5",
        "/fleet/boundaries",
        "/quality?sort=validity&area=15",
        *(f"/fleet/worst?measure={name}" for name in ("chatter", "faults", "errors", "timeouts", "stale")),
        *(f"/fleet/worst?measure={name}" for name in ("silence", "clock", "spool", "quarantined", "shed")),
    ):
        assert await get(seeded, path)


async def test_pages_of_gateways_follow_each_other(seeded: Running) -> None:
    seen: list[str] = []
    cursor = ""
    while True:
        page = await get(seeded, f"/fleet/gateways?limit=9{cursor}")
        seen += [each["gateway"] for each in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == sorted(set(seen))
    assert len(seen) == 40


async def test_a_room_of_one_organisation_holds_its_gateway_alone(seeded: Running) -> None:
    state = await get(seeded, "/state?organisation=1")
    assert [gateway["gateway"][-6:] for gateway in state["gateways"]] == ["000001"]
    assert {part["gateway"] for part in state["parts"]} == {state["gateways"][0]["gateway"]}
    assert (await get(seeded, "/state"))["gateways_total"] > 30


async def test_what_is_not_there_is_not_found_and_a_strange_cursor_refused(seeded: Running) -> None:
    for path in ("/fleet/gateways/nobody", "/quality/99999"):
        assert (await seeded.http.get(f"/api/v1{path}")).status_code == 404, path
    for cursor in ("x", "W10", "WzEsICJhIl0", "W3RydWUsIDFd"):
        answer = await seeded.http.get(f"/api/v1/fleet/organisations?cursor={cursor}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad-cursor"), cursor
