"""What the page is told, and who sees it there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cloud.live.classes import FIRE
from cloud.people.asker import LOCAL, Asker
from cloud.people.scope import sees
from tests.cloud.notification.site import PAGE, Site
from tests.cloud.places import add_organisation


async def test_the_page_is_told_in_the_transaction_that_ends_the_message(site: Site) -> None:
    from cloud.live import repository as change_log

    site.rule({"channels": [PAGE]})
    site.raise_alarms()
    await site.work(looks=2)
    with site.database.read() as session:
        [change] = [one for one in change_log.after(session, 0, 100) if one.kind == "notification"]
    payload = json.loads(change.payload)
    assert (change.rank, change.area) == (FIRE, "150102")
    assert (payload["sound"], payload["test"]) == ("fire", False)
    assert payload["title"]["zh"].startswith("火警(待核实)")


async def test_of_a_message_on_several_places_each_tenant_sees_its_own_on_the_page(
    tmp_path: Path, records_url: str
) -> None:
    from cloud.live import repository as change_log

    site = Site(tmp_path, records_url, fire_burst=1, fire_pause_s=0)
    owners = {}
    with site.database.write() as session:
        for name, area in (("甲店", "150102"), ("乙店", "150202")):
            owners[name] = (add_organisation(session, f"{area}-1", area=area, name=name).id, area)
    site.rule({"channels": [PAGE]})
    site.raise_alarms()
    await site.work()
    for name, (owner, area) in owners.items():
        site.raise_alarms(2, gateway=f"gw-{name}", area=area, organisation_id=owner)
    await site.work(looks=2)
    _, wide = site.messages()
    with site.database.read() as session:
        changes = [one for one in change_log.after(session, 0, 100) if one.kind == "notification"]

    def seen(asker: Asker) -> list[dict[str, Any]]:
        own = [one for one in changes if sees(asker, one.area, one.organisation_id)]
        return [told for one in own if (told := json.loads(one.payload))["id"] == wide.message_id]

    for name, other_ in (("甲店", "乙店"), ("乙店", "甲店")):
        owner, area = owners[name]
        for asker in (Asker("tenant", organisations=(owner,)), Asker("county", areas=(area,))):
            [told] = seen(asker)
            assert (told["alarms"], told["organisations"], told["organisation_id"]) == (2, 1, owner)
            assert name in told["title"]["zh"]
            assert other_ not in json.dumps(told, ensure_ascii=False)
    assert seen(Asker("stranger", organisations=(10**6,), areas=("1503",))) == []
    assert len(seen(LOCAL)) == 2
    site.close()
