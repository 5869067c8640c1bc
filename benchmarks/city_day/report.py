"""What a day has shown, as figures: the truth is the simulator's, the rest is read from the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from benchmarks.city_day.centre import MIDNIGHT
from benchmarks.city_day.operators import Policy
from benchmarks.city_day.run import Played
from benchmarks.figures import Figures, percentile
from cloud.alarms.tables import Alarm
from cloud.dispatch_requests.rules import RequestState
from cloud.dispatch_requests.tables import DispatchRequest
from simulators.city_day.day import DAY_MS, HOUR_MS, Incident, Plan, incidents_of

_HOURS = DAY_MS // HOUR_MS


def figures(plan: Plan, policy: Policy, played: Played) -> dict[str, Figures]:
    """The table, in groups. Seconds where a name says so."""
    with played.centre.database.read() as session:
        alarms = list(session.scalars(select(Alarm)))
        requests = list(session.scalars(select(DispatchRequest).order_by(DispatchRequest.id)))
    rang = [said for said in played.day.said if said.edge.active]
    operators = played.operators
    per_hour = Counter((at - MIDNIGHT) // HOUR_MS for at in operators.taken)
    raw_per_hour = Counter(said.edge.at // HOUR_MS for said in rang)
    return {
        "city": {
            "buildings": plan.buildings,
            "seats": policy.seats,
            "seed": plan.seed,
            "real fires": sum(1 for _ in incidents_of(played.day, "fire")),
            "false alarms": sum(1 for _ in incidents_of(played.day, "nuisance")),
            "technical": sum(1 for _ in incidents_of(played.day, "technical")),
            "tests and maintenance": sum(1 for _ in incidents_of(played.day, "test")),
        },
        "load": {
            "messages": played.messages,
            "raw alarms in": len(rang),
            "alarms opened": len(alarms),
            "groups handed out": len(operators.taken),
            "raw alarms per operator and hour": _rate(len(rang), policy.seats),
            "raw alarms per operator in the worst hour": round(
                max(raw_per_hour.values(), default=0) / policy.seats, 1
            ),
            "groups per operator and hour": _rate(len(operators.taken), policy.seats),
            "groups per operator in the worst hour": round(
                max(per_hour.values(), default=0) / policy.seats, 1
            ),
            "open alarms at most": played.most_open,
            "groups on the board at most": played.most_groups,
        },
        "fires": _fires(played, alarms, requests),
        "dispatch": _dispatch(played, alarms, requests),
        "operators": {
            "calls to sites": operators.calls,
            "of them unanswered": operators.unanswered,
            **_spread("acknowledge s", operators.acknowledged),
            **_spread("verify s", operators.verified),
        },
        "run": {
            "looks at the board": played.looks,
            "seconds": round(played.seconds, 1),
            "times real speed": round(DAY_MS / 1000 / max(played.seconds, 0.001)),
        },
    }


def _fires(played: Played, alarms: Sequence[Alarm], requests: Sequence[DispatchRequest]) -> Figures:
    first_request: dict[int, int] = {}
    by_id = {alarm.id: alarm for alarm in alarms}
    for row in requests:
        incident = played.truth.of(by_id[row.alarm_id])
        if row.state != RequestState.WITHDRAWN:
            known = first_request.get(incident.number, row.requested_at)
            first_request[incident.number] = min(known, row.requested_at)
    real = list(incidents_of(played.day, "fire"))
    found = [incident for incident in real if incident.number in first_request]
    waits = [first_request[incident.number] - MIDNIGHT - _first_sign(played, incident) for incident in found]
    return {
        "found": len(found),
        "missed": len(real) - len(found),
        "hidden from the top": played.hidden,
        **_spread("first fire alarm to request s", waits),
    }


def _first_sign(played: Played, incident: Incident) -> int:
    return min(
        said.edge.at
        for said in played.day.said
        if said.incident.number == incident.number and said.edge.kind == "fire" and said.edge.active
    )


def _dispatch(played: Played, alarms: Sequence[Alarm], requests: Sequence[DispatchRequest]) -> Figures:
    by_id = {alarm.id: alarm for alarm in alarms}
    truths = [(played.truth.of(by_id[row.alarm_id]), row) for row in requests]
    right = {incident.number for incident, _ in truths if incident.truth == "fire"}
    wrong = {incident.number for incident, _ in truths if incident.truth != "fire"}
    stands = {
        incident.number
        for incident, row in truths
        if incident.truth != "fire" and row.state != RequestState.WITHDRAWN
    }
    nuisances = {incident.number for incident in incidents_of(played.day, "nuisance")}
    reasons = Counter(row.reason for incident, row in truths if incident.truth != "fire")
    return {
        "requests": len(requests),
        "incidents asked for, right": len(right),
        "incidents asked for, for nothing": len(wrong),
        "of those not withdrawn by a verdict": len(stands),
        "false alarms kept from asking": len(nuisances - wrong),
        "for nothing per real fire": round(len(wrong) / max(1, len(right)), 1),
        **{f"for nothing, last reason {reason}": count for reason, count in sorted(reasons.items())},
    }


def _rate(count: int, seats: int) -> float:
    return round(count / seats / _HOURS, 2)


def _spread(name: str, values: Sequence[float]) -> Figures:
    if not values:
        return {f"{name} p50": "-", f"{name} p90": "-"}
    return {
        f"{name} p50": round(percentile(values, 0.5) / 1000, 1),
        f"{name} p90": round(percentile(values, 0.9) / 1000, 1),
    }
