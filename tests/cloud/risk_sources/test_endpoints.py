"""A program hands rows in, a person decides on a spelling, and every source tells of itself: over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.cloud.conftest import Running
from tests.cloud.places import add_organisation

JSON = {"content-type": "application/json"}


async def ended(running: Running, number: int) -> Any:
    async with asyncio.timeout(60):
        while True:
            run = (await running.http.get(f"/api/v1/imports/{number}")).json()
            if run["state"] not in ("checking", "applying"):
                return run
            await asyncio.sleep(0.05)


async def _fires(running: Running, wanted: int) -> list[Any]:
    async with asyncio.timeout(60):
        while True:
            items: list[Any] = (await running.http.get("/api/v1/fires")).json()["items"]
            if len(items) >= wanted:
                return items
            await asyncio.sleep(0.1)


async def test_rows_of_a_program_go_in_by_a_person_s_word_and_say_where_they_came_from(
    running: Running,
) -> None:
    with running.centre.database.write() as session:
        add_organisation(session)
    told = {
        "kind": "fires",
        "source": "火灾统计接口",
        "rows": [
            {
                "number": "HZ-1",
                "organisation_name": "蒙元酒店",
                "at": "2025-03-05 08:30",
                "status": "confirmed",
            },
            {"number": "HZ-2", "area": "150102", "at": "=1+1", "status": "confirmed"},
            {
                "number": "HZ-3",
                "area": "150102",
                "at": "2025-03-05",
                "status": "unconfirmed",
                "note": "@小区",
            },
        ],
    }
    answer = await running.http.post("/api/v1/imports/rows", json=told)
    run = await ended(running, answer.json()["id"])
    assert run["state"] == "checked"
    await running.http.post(f"/api/v1/imports/{run['id']}/apply", headers=JSON)
    run = await ended(running, run["id"])
    assert (run["state"], run["created"], run["set_aside"], run["file_name"]) == (
        "applied",
        1,
        2,
        "火灾统计接口",
    )
    (match,) = (await running.http.get("/api/v1/matches")).json()["items"]
    assert match["reasons"][0]["words"]["zh"] == "名称读音相同"
    sources = (await running.http.get("/api/v1/risk-sources")).json()["items"]
    fires = next(one for one in sources if one["source"] == "fires")
    assert (fires["rows"], fires["waiting"], fires["set_aside"]) == (0, 1, 1)
    decision = {"say": "same", "version": match["version"]}
    decided = await running.http.post(f"/api/v1/matches/{match['id']}/decide", json=decision)
    assert decided.json()["rows_due"] == 1
    assert (
        await running.http.post(f"/api/v1/matches/{match['id']}/decide", json=decision)
    ).status_code == 409
    items = await _fires(running, 2)
    fire = (await running.http.get(f"/api/v1/fires/{items[0]['id']}")).json()
    assert (fire["organisation_id"], fire["origins"][0]["row"]) == (match["organisation"]["id"], 2)
    same = (await running.http.get(f"/api/v1/import-origins?kind=fires&id={fire['id']}")).json()["items"]
    assert same == fire["origins"]
    (left,) = (await running.http.get("/api/v1/import-rows")).json()["items"]
    repair = {"version": left["version"], "cells": {"at": "2025-03-06"}}
    done = await running.http.post(f"/api/v1/import-rows/{left['id']}/replay", json=repair)
    assert (done.json()["state"], done.json()["faults"]) == ("replayed", [])
    unknown = {**told, "rows": [{"number": "HZ-9", "nothing": "x"}]}
    assert (await running.http.post("/api/v1/imports/rows", json=unknown)).status_code == 422
