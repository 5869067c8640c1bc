from __future__ import annotations

from sqlalchemy import event

from cloud.notification import mailbag, views
from cloud.people.asker import LOCAL
from tests.cloud.notification.site import PAGE, Site


async def test_a_page_of_messages_takes_as_many_queries_as_one_message(site: Site) -> None:
    people = [site.person(name=f"值班员{at}", phone=f"1390471{at:04}") for at in range(5)]
    site.rule({"channels": [site.file(), site.file(), PAGE], "people": people})
    site.raise_alarms()
    await site.work()
    asked: list[str] = []
    event.listen(
        site.database.engine, "before_cursor_execute", lambda _c, _k, statement, *_: asked.append(statement)
    )

    def shown(limit: int) -> tuple[list[str], int]:
        with site.database.read() as session:
            rows = mailbag.page(
                session, LOCAL, state=None, channel_id=None, alarm_id=None, before=None, limit=limit
            )
            asked.clear()
            told = views.messages(session, rows)
            return [one.receiver for one in told], len(asked)

    _, of_one = shown(1)
    receivers, of_all = shown(100)
    assert len(receivers) == 11
    assert {name for name in receivers if name.startswith("值班员")} == {
        f"值班员{at} 139****{at:02}" for at in range(5)
    }
    assert of_all <= of_one + 1, "whatever their number"
