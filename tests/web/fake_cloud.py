"""A stand-in for the cloud that plays scripted parts, so that the page can be built and tested on its own.

It speaks the HTTP API as far as the page uses it: snapshot, live stream with resume, decisions, curves.
`play.py` serves it by hand.
"""

from __future__ import annotations

import copy
import threading
import time
from typing import Any

from cloud.alarm_watch.evidence import Fact
from tests.web import alarm_life, building
from tests.web.building import BY_PART, GATEWAY, RANKS, Json

#: (what, from which states, to which): the decisions of a person.
_DECISIONS = {
    "acknowledge": (("raised",), "acknowledged"),
    "verify": (("raised", "acknowledged", "verified"), "verified"),
    "close": (("verified", "dispatched"), "closed"),
}


class Refused(Exception):
    """An answer with an error body."""

    def __init__(self, status: int, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.status = status
        self.body = {"error": {"code": code, "message_zh": zh, "message_en": en, "where": None}}


class FakeCloud:
    """The state behind the API. Thread-safe; every durable change gets the next id and wakes the streams."""

    def __init__(self) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.down = False
        self.generation = 0
        self.cursor = 0
        self.log: list[tuple[int | None, str, Json]] = []
        self.alarms: dict[int, Json] = {}
        #: Open alarms that no snapshot has room for.
        self.beyond = 0
        self.timelines: dict[int, list[Json]] = {}
        self.letters: list[Json] = []
        self.weighed: dict[int, list[Json]] = {}
        self.ahead: dict[int, list[Json]] = {}
        self.works: list[Json] = []
        self.shelf: list[Json] = []
        #: By token: the alarm and the person; one that is used stays.
        self.links: dict[str, tuple[int, str]] = {}
        self.used: set[str] = set()
        self.fires: dict[str, int] = {}
        now = self.now()
        self.gateways = {GATEWAY: building.gateway(now)}
        self.parts = {row.part: building.part(row, now) for row in building.PARTS}

    @staticmethod
    def now() -> int:
        """Milliseconds UTC."""
        return time.time_ns() // 1_000_000

    def _tell(self, event: str, data: Json, durable: bool = True) -> None:
        with self.changed:
            if durable:
                self.cursor += 1
            self.log.append((self.cursor if durable else None, event, copy.deepcopy(data)))
            self.changed.notify_all()

    def raise_alarm(self, part: str, kind: str = "fire", *, ago_s: float = 0, **over: Any) -> Json:
        """A new alarm of a part; its level follows."""
        with self.changed:
            row, now = BY_PART[part], self.now()
            at = now - round(ago_s * 1000)
            known = self.parts[part]
            alarm: Json = {
                "id": len(self.timelines) + 1, "kind": kind,
                "state": "raised", "level": "active", "outcome": None,
                "gateway": GATEWAY, "part": part, "place": known["place"], "device": known["device"],
                "component_type": known["component_type"], "system_type": known["system_type"],
                "text": "", "evidence": {"register": 263, "value": 1}, "ts_source": at - 340,
                "ts_gateway": at - 120, "ts_cloud": at, "clock_synced": True, "occurrences": 1,
                "raised_at": at - 120, "cleared_at": None, "acknowledged_at": None, "acknowledged_by": None,
                "verified_at": None, "closed_at": None, "cause": None, "activation": 1, "probability": None,
                "wait_until": None, "timed_out_at": None, "chatter": False, "maintenance_id": None,
                "shelved_until": None, "consequence_of": None, "version": 1,
            }  # fmt: skip
            alarm.update(over)
            self.alarms[alarm["id"]] = alarm
            self.timelines[alarm["id"]] = [
                {"at": at, "action": "raise", "by": None, "note": None, "detail": None}
            ]
            if kind == "fire":
                self.fires.setdefault(part, at)
                self.parts[part] = building.part(row, now, self.fires[part])
            self.parts[part]["active"] = sorted({*known["active"], kind}, key=RANKS.__getitem__)
            self._tell("alarm", alarm)
            self._tell("part", self.parts[part])
            return alarm

    def clear(self, alarm_id: int) -> None:
        """The device no longer alarms."""
        with self.changed:
            alarm = self.alarms[alarm_id]
            alarm.update(level="cleared", cleared_at=self.now(), version=alarm["version"] + 1)
            self._tell("alarm", alarm)

    def decide(self, alarm_id: int, action: str, body: Json) -> Json:
        """A person's decision, as the state table allows it."""
        with self.changed:
            alarm = self.alarms.get(alarm_id)
            if alarm is None:
                raise Refused(404, "no-such-alarm", "没有这条警报。", "There is no such alarm.")
            sources, target = _DECISIONS[action]
            if alarm["state"] not in sources:
                raise Refused(
                    409, "impossible", "此状态下不能这样做。", "That is not possible in this state."
                )
            if body.get("version", alarm["version"]) != alarm["version"]:
                raise Refused(
                    409, "alarm-moved", "警报刚有变化，请看过再定。", "The alarm has just moved; look again."
                )
            if action == "close" and alarm["level"] == "active":
                raise Refused(409, "still-active", "设备仍在报警。", "The device is still in alarm.")
            at = self.now()
            alarm.update(state=target, version=alarm["version"] + 1)
            alarm["verified_at" if action == "verify" else f"{target}_at"] = at
            if action == "acknowledge":
                alarm["acknowledged_by"] = body["by"]
            if action == "verify":
                alarm.update(outcome=body["outcome"], cause=body.get("cause"), wait_until=None)
                if body["outcome"] in ("false", "test") and alarm["level"] == "cleared":
                    alarm.update(state="closed", closed_at=at)
            told = {"outcome": body["outcome"], "cause": body.get("cause")} if action == "verify" else None
            words = [*(told or {}).values(), body.get("note")]
            entry = {
                "at": at, "action": action, "by": body["by"], "detail": told,
                "note": ": ".join(word for word in words if word) or None,
            }  # fmt: skip
            self.timelines[alarm_id].append(entry)
            self._tell("alarm", alarm)
            return copy.deepcopy(alarm)

    def weigh(self, alarm_id: int, prior: float, *facts: Fact) -> None:
        """Weigh an alarm: P(real), with its evidence."""
        probability, self.weighed[alarm_id] = alarm_life.weigh(prior, *facts)
        self.change_alarm(alarm_id, probability=probability)

    def change_alarm(self, alarm_id: int, **over: Any) -> None:
        """The centre finds something new by itself: the version stays."""
        with self.changed:
            self.alarms[alarm_id].update(over)
            self._tell("alarm", self.alarms[alarm_id])

    def note(
        self, alarm_id: int, action: str, note: str | None, by: str | None = None, ago_s: float = 0
    ) -> None:
        """One more thing on an alarm's timeline."""
        at = self.now() - round(ago_s * 1000)
        entry = {"at": at, "action": action, "by": by, "note": note, "detail": None}
        self.timelines[alarm_id].append(entry)

    def detail(self, alarm_id: int) -> Json:
        """What `GET /api/v1/alarms/{id}` says."""
        return {
            **self.alarms[alarm_id],
            "timeline": self.timelines[alarm_id],
            "weighed": self.weighed.get(alarm_id, []),
            "ahead": self.ahead.get(alarm_id, []),
        }

    def declare(self, body: Json) -> Json:
        """Works begin."""
        with self.changed:
            self.works.insert(0, alarm_life.works(len(self.works) + 1, self.now(), body))
            return self.works[0]

    def end_works(self, number: int, by: str) -> Json:
        """Works are over."""
        return self._end(self.works, number, by)

    def shelve(self, alarm_id: int, body: Json) -> Json:
        """An alarm is set aside."""
        with self.changed:
            alarm = self.alarms[alarm_id]
            if alarm["kind"] in ("fire", "early-warning", "pre-alarm"):
                raise Refused(409, "fire-not-shelved", "火警不能搁置。", "A fire is not shelved.")
            self.shelf.insert(0, alarm_life.shelving(len(self.shelf) + 1, self.now(), alarm, body))
            self.note(alarm_id, "shelve", body["reason"], body["by"])
            self.change_alarm(alarm_id, shelved_until=self.shelf[0]["until"])
            return self.shelf[0]

    def unshelve(self, number: int, by: str) -> Json:
        """It counts again."""
        with self.changed:
            row = self._end(self.shelf, number, by)
            for alarm in list(self.alarms.values()):
                if (alarm["part"], alarm["kind"]) == (row["part"], row["kind"]):
                    self.change_alarm(alarm["id"], shelved_until=None)
            return row

    def _end(self, rows: list[Json], number: int, by: str) -> Json:
        row = next(row for row in rows if row["id"] == number)
        row.update(ended_at=self.now(), ended_by=by)
        return row

    def give_link(self, alarm_id: int, body: Json) -> Json:
        """A link for a person on site."""
        with self.changed:
            token = f"{alarm_life.TOKEN}{alarm_id}-{len(self.links) + 1}"
            self.links[token] = (alarm_id, body["person"])
            self.note(alarm_id, "verification-link", body["person"], body["by"])
            until = self.now() + body["minutes"] * 60_000
            return {
                "id": len(self.links), "token": token, "address": None, "person": body["person"],
                "expires_at": until,
            }  # fmt: skip

    def look(self, token: str) -> Json:
        """What `POST /api/v1/verification/look` says."""
        if token not in self.links:
            raise Refused(404, "link-unknown", "链接无效。", "This is no valid link.")
        if token in self.used:
            raise Refused(410, "link-used", "该链接已使用。", "The link has been used.")
        number, person = self.links[token]
        return alarm_life.site_view(self.alarms[number], self.weighed.get(number, []), person, self.now())

    def judge(self, body: Json) -> Json:
        """The verdict of a person on site; once."""
        with self.changed:
            self.look(body["token"])
            number, person = self.links[body["token"]]
            verdict = {key: body[key] for key in ("outcome", "cause", "version") if body[key] is not None}
            self.decide(number, "verify", {**verdict, "by": person})
            view = self.look(body["token"])
            self.used.add(body["token"])
            return view

    def add_evidence(self, alarm_id: int, body: Json) -> Json:
        """A person has seen something."""
        fact = Fact(body["fact"])
        known = [Fact(each["code"]) for each in self.weighed.get(alarm_id, [])[1:]]
        self.note(alarm_id, "evidence", f"{fact.value} / {fact.value}", body["by"])
        self.weigh(alarm_id, 0.02, *known, fact)
        return self.detail(alarm_id)

    def change_gateway(self, **over: Any) -> None:
        """The gateway says, or the cloud notices, something new about its link."""
        with self.changed:
            self.gateways[GATEWAY].update(over)
            self._tell("gateway", self.gateways[GATEWAY])

    def hear_gateway(self) -> None:
        """A sign of life: the gateway has only been heard from again. Not kept, not replayed."""
        with self.changed:
            self.gateways[GATEWAY]["last_seen"] = self.now()
            self._tell("gateway", self.gateways[GATEWAY], durable=False)

    def change_part(self, part: str, **over: Any) -> None:
        """Something new about a part's level."""
        with self.changed:
            self.parts[part].update(over)
            self._tell("part", self.parts[part])

    def read(self, part: str) -> None:
        """One live reading of every quantity of a part."""
        with self.changed:
            now = self.now()
            fresh = building.part(BY_PART[part], now, self.fires.get(part))["readings"]
            readings = [{**reading, "ts": now} for reading in fresh]
            self.parts[part].update(readings=readings, last_heard=now)
            self._tell("reading", {"gateway": GATEWAY, "part": part, "readings": readings}, durable=False)

    def refuse(self, reason: str, topic: str = f"sw/1/{building.AREA}/{GATEWAY}/event") -> None:
        """A message that goes to the dead letters."""
        with self.changed:
            letter = {
                "id": len(self.letters) + 1, "at": self.now(), "topic": topic, "where": "$.parts[0].place.zh",
                "reason": reason, "size": 412, "sha256": "9f86d081884c7d65", "times": 1,
                "payload_text": '{"type":"event","gateway":"gw-150102-0001","seq":"many"}',
                "gateway": GATEWAY, "stream": "event", "seq": None,
            }  # fmt: skip
            self.letters.append(letter)
            self._tell("dead-letter", letter)

    def snapshot(self) -> Json:
        """What `GET /api/v1/state` says."""
        with self.changed:
            return copy.deepcopy(
                {
                    "cursor": self.cursor,
                    "alarms_total": self.beyond
                    + sum(alarm["state"] != "closed" for alarm in self.alarms.values()),
                    "now": self.now(),
                    "alarms": [alarm for alarm in self.alarms.values() if alarm["state"] != "closed"],
                    "gateways": list(self.gateways.values()),
                    "parts": list(self.parts.values()),
                }
            )

    def health(self) -> Json:
        """What `GET /api/v1/health` says."""
        open_alarms = sum(alarm["state"] != "closed" for alarm in self.alarms.values())
        return {
            "status": "up",
            "version": "0.1.0",
            "now": self.now(),
            "components": [{"name": "broker", "up": True, "detail": ""}],
            "counts": {
                "stored": {}, "quarantined": len(self.letters), "alarms_open": open_alarms, "lag_ms": 4,
            },
        }  # fmt: skip

    def curve(self, part: str, analog_type: int, start: int, end: int, points: int) -> Json:
        """What `GET /api/v1/readings` says."""
        row, step = BY_PART[part], max(5000, (end - start) // points)
        found = []
        for ts in range(start - start % step + step, end, step):
            # A gap, as a gateway that was away leaves one.
            if 0.35 < (ts - start) / (end - start) < 0.4:
                continue
            mean = building.level_of(row, analog_type, ts, self.fires.get(part))
            found.append([ts, round(mean * 0.85, 3), mean, round(mean * 1.12, 3), "good"])
        unit = building.ANALOG_TYPES[analog_type].unit
        return {"analog_type": analog_type, "unit": unit, "points": found}

    def cut(self) -> None:
        """The cloud is gone: open streams break, new connections get no answer."""
        with self.changed:
            self.down = True
            self.generation += 1
            self.changed.notify_all()

    def restore(self) -> None:
        """The cloud is back."""
        with self.changed:
            self.down = False
