"""A year of a region's alarms with their timelines and events, written by the database itself.

The rows are made of their number by arithmetic, the same on both engines, so that a million take one
statement a table and no row crosses the line.
"""

from __future__ import annotations

from string import Template
from typing import Any, Final

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from benchmarks.operator.seed import DAY_MS, Region

YEAR_MS: Final = 365 * DAY_MS
#: How often each kind rings, out of twenty; the fire class first.
_KINDS: Final = (
    *("fire", "fire", "fire", "pre-alarm", "early-warning"),
    *("linkage", "linkage", "linkage", "supervisory", "supervisory"),
    *("fault", "fault", "fault", "fault", "fault"),
    *("disabled", "disabled", "device-offline", "device-offline", "test"),
)
_OUTCOMES: Final = ("false", "false", "false", "false", "false", "false", "unknown", "test", "real", "false")
FIRE_CLASS: Final = "('fire', 'pre-alarm', 'early-warning')"
#: Of so many alarms one stands still, where it is of a kind that stands.
_STANDS_ONE_OF: Final = 400
_STANDING: Final = "('fault', 'disabled', 'device-offline', 'supervisory')"
#: The newest is over by now.
_ENDS_BEFORE_MS: Final = 900_000


#: The number of an organisation that is heard of: every eleventh is only planned.
_NUMBERED: Final = """
    WITH RECURSIVE
    n(i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :alarms),
    each(i, k, kind, raised) AS (
        SELECT i, i * 7919 % :heard, $kind, :begins + i * :span / :alarms FROM n
    ),
    one(i, k, kind, raised, stands, fire) AS (
        SELECT i, k, kind, raised, i % $stands_one_of = 0 AND kind IN $standing, kind IN $fire_class
        FROM each
    )
"""

_ALARMS: Final = """
    INSERT INTO alarm (
        gateway, part, kind, state, level, outcome, system_type, component_type, device_zh, device_en,
        place_zh, place_en, text, evidence, ts_gateway, ts_cloud, clock_synced, occurrences, first_seq,
        evidence_seq, edges, covers_seq, raised_at, cleared_at, acknowledged_at, acknowledged_by,
        verified_at, closed_at, version, cause, activation, rung_at, steps, probability, chatter, reasons,
        area, organisation_id
    )
    $numbered
    SELECT
        place.gateway, 'panel-1/1-00' || (one.i % 3 + 1), one.kind,
        CASE WHEN NOT one.stands THEN 'closed' WHEN one.i % 3 = 0 THEN 'raised' ELSE 'acknowledged' END,
        CASE WHEN one.stands THEN 'active' ELSE 'cleared' END,
        CASE WHEN one.fire THEN $outcome END,
        1, 42, '感烟探测器', 'Smoke detector', '1层101室', 'Floor 1, room 101', '', '{}',
        one.raised, one.raised + 40, true, 1, one.i * 2 + 1, one.i * 2 + 1, 1,
        CASE WHEN one.stands THEN 0 ELSE one.i * 2 + 2 END, one.raised,
        CASE WHEN NOT one.stands THEN one.raised + 60000 + one.i % 600 * 1000 END,
        CASE WHEN NOT one.stands OR one.i % 3 > 0 THEN one.raised + 20000 + one.i % 90 * 1000 END,
        CASE WHEN NOT one.stands OR one.i % 3 > 0 THEN 'seat-' || (one.i % 24) END,
        CASE WHEN one.fire THEN one.raised + 120000 + one.i % 90 * 1000 END,
        CASE WHEN NOT one.stands THEN one.raised + 720000 END,
        5, CASE WHEN one.fire THEN 'steam' END, 1, one.raised + 40, 0,
        CASE WHEN one.fire THEN 0.3 END, false, '[["prior", -0.8], ["detector-in-building", 1.1]]',
        owner.area, owner.id
    FROM one
    JOIN gateway_place AS place ON place.organisation_id = one.k + one.k / 10 + 1
    JOIN organisation AS owner ON owner.id = place.organisation_id
    WHERE true
    ORDER BY one.i
    ON CONFLICT DO NOTHING
"""

#: What happens to each: after how long, by whom, and to which.
_TIMELINE: Final = """
    INSERT INTO alarm_timeline (alarm_id, at, action, "by", note)
    WITH step(place, after_ms, action, person, fires_only, ends) AS (
        SELECT 0, 0, 'raise', false, false, false
        UNION ALL SELECT 1, 500, 'escalate', false, true, false
        UNION ALL SELECT 2, 20000, 'acknowledge', true, false, false
        UNION ALL SELECT 3, 120000, 'verify', true, true, true
        UNION ALL SELECT 4, 660000, 'clear', false, false, true
        UNION ALL SELECT 5, 720000, 'settle', false, false, true
    )
    SELECT alarm.id, alarm.raised_at + step.after_ms, step.action,
        CASE WHEN step.person THEN alarm.acknowledged_by END,
        CASE WHEN step.action = 'escalate' THEN '值班席位 / seat on duty' END
    FROM alarm CROSS JOIN step
    WHERE (alarm.kind IN $fire_class OR NOT step.fires_only)
        AND (alarm.state = 'closed' OR NOT step.ends)
        AND (alarm.acknowledged_by IS NOT NULL OR NOT step.person)
    ORDER BY alarm.id, step.place
"""

_EVENTS: Final = """
    INSERT INTO event_log (
        gateway, stream, seq, part, kind, active, bits_before, bits_after, text, evidence, described,
        ts_gateway, ts_cloud, clock_synced, clock_doubtful, digest, area, organisation_id
    )
    SELECT alarm.gateway, 'event', 1000000 + alarm.id * 2 + edge.ended, alarm.part, alarm.kind,
        edge.ended = 0, 1, 5, '', '{}', '$described',
        CASE edge.ended WHEN 0 THEN alarm.raised_at ELSE alarm.cleared_at END,
        CASE edge.ended WHEN 0 THEN alarm.ts_cloud ELSE alarm.cleared_at + 40 END,
        true, false, $digest, alarm.area, alarm.organisation_id
    FROM alarm CROSS JOIN (SELECT 0 AS ended UNION ALL SELECT 1) AS edge
    WHERE edge.ended = 0 OR alarm.cleared_at IS NOT NULL
    ORDER BY alarm.id, edge.ended
"""
_DESCRIBED: Final = (
    '{"device": {"zh": "感烟探测器", "en": "Smoke detector"}, "place": {"zh": "1层", "en": "Floor 1"}}'
)
_DIGEST: Final = {
    "postgresql": "decode(md5(CAST(alarm.id AS TEXT)), 'hex')",
    "sqlite": "CAST(alarm.id AS BLOB)",
}
#: Millions of references that are right by construction are not looked up one by one.
_TRUST: Final = {"postgresql": "SET LOCAL session_replication_role = replica", "sqlite": "SELECT 1"}


def write(session: Session, region: Region, alarms: int) -> None:
    """Write so many alarms, spread over the year before now and over the region's organisations."""
    engine = session.get_bind().dialect.name
    heard = region.organisations - region.organisations // 11
    told: dict[str, Any] = {
        "alarms": alarms,
        "heard": heard,
        "span": YEAR_MS,
        "begins": region.now - YEAR_MS - _ENDS_BEFORE_MS,
    }
    session.execute(text(_TRUST[engine]))
    session.execute(filled(_ALARMS, engine), told)
    session.execute(filled(_TIMELINE, engine))
    session.execute(filled(_EVENTS, engine))


def filled(statement: str, engine: str, **more: object) -> TextClause:
    """A statement with its pieces put in. The colons of JSON begin no parameter."""
    pieces = {
        "kind": _choice("i + i / 89", _KINDS),
        "outcome": _choice("one.i / 7", _OUTCOMES),
        "stands_one_of": _STANDS_ONE_OF,
        "standing": _STANDING,
        "fire_class": FIRE_CLASS,
        "described": _DESCRIBED,
        "digest": _DIGEST[engine],
    }
    whole = Template(statement.replace("$numbered", _NUMBERED)).substitute(pieces, **more)
    return text(whole.replace('": ', '"\\: '))


def _choice(number: str, values: tuple[str, ...]) -> str:
    whens = " ".join(f"WHEN {place} THEN '{value}'" for place, value in enumerate(values))
    return f"CASE ({number}) % {len(values)} {whens} END"
