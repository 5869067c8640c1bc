"""What the centre does about incidents by itself. Opens and commits nothing.

Theory of operation
===================

1. The outbox of alarms is read in the order of its numbers; what is read and what came of it are one
   transaction, so that a request becomes one report, once, however often a process dies.
2. Each report of an alarm is decided on: how far the centre goes by itself, by the cost matrix and the
   area's policy (`cloud.dispatch.deciding.tiers`). The tier of an incident only rises.
3. An incident that is *due* gets what is missing at its tier. What cannot be had now is told once, and
   tried again until it can be had or a person stops it.
4. Where a person is asked and does not answer in time, the least tier goes that misses no fire.
5. A request that is taken back takes the centre's own orders back, as long as nobody is there yet and no
   other report speaks of the incident.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from cloud.database import locks
from cloud.dispatch.deciding.capabilities import said
from cloud.dispatch.deciding.tiers import TIER_NAMES, Decision, Limits, Tier, decide
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.incidents import from_alarms, opening, orders, repository
from cloud.dispatch.incidents.happenings import STANDING, Happening, Source
from cloud.dispatch.incidents.orders import Wanted
from cloud.dispatch.incidents.proposing import Proposal, Proposed
from cloud.dispatch.incidents.tables import Incident
from cloud.dispatch.settings import DispatchSettings
from cloud.dispatch_requests.rules import REASON_NAMES, Reason, RequestState
from cloud.dispatch_requests.tables import DispatchRequest

#: What was short is tried again so much later.
AGAIN_MS = 5_000


def read_outbox(session: Session, settings: DispatchSettings, now: int, at_once: int = 100) -> int:
    """Take in what alarms have asked; returns how many requests there were."""
    locks.take(session, "incidents", ["outbox"])
    requests = repository.unread(session, at_once)
    if not requests:
        return 0
    reports = from_alarms.reported(session, requests)
    for request in requests:
        if request.state == RequestState.WITHDRAWN:
            _withdraw(session, request, now)
        elif request.id in reports:
            _take(session, request, reports[request.id], settings, now)
    repository.read_up_to(session, requests[-1].number)
    return len(requests)


def _take(
    session: Session,
    request: DispatchRequest,
    reported: opening.Reported,
    settings: DispatchSettings,
    now: int,
) -> None:
    opened = opening.take(session, reported, now)
    incident, report = opened.incident, opened.report
    if incident.state not in STANDING:
        # Its incident is over: the same activation asks for nothing twice.
        return
    report.withdrawn = False
    if incident.latitude is None and (place := opening.place_in_area(session, incident.area)) is not None:
        incident.latitude, incident.longitude = place
        words = Words(
            "建筑未登记坐标:暂以辖区消防站为位置,请在地图上核定",
            "the building has no position: its county's station stands for it; put it right on the map",
        )
        repository.tell(session, incident, Happening.CHANGE, words, now)
    seen = request.state == RequestState.CONFIRMED
    incident.confirmed = incident.confirmed or seen
    known = [each for each in (incident.probability, request.probability) if each is not None]
    incident.probability = max(known, default=None)
    session.flush()
    because = REASON_NAMES[Reason(request.reason)]
    go_on(session, incident, settings, now, Words(*because))


def go_on(session: Session, incident: Incident, settings: DispatchSettings, now: int, because: Words) -> None:
    """Decide how far the centre goes by itself from what is known now."""
    limits = settings.limits(incident.area)
    found = decide(
        incident.probability,
        incident.category or None,
        limits,
        settings.costs.matrix(),
        confirmed=incident.confirmed,
    )
    before = (incident.tier, incident.wanted)
    incident.tier = max(incident.tier, found.now)
    incident.wanted, incident.least = max(incident.wanted, found.wanted), max(incident.least, found.least)
    reasons = [[because.zh, because.en], *([words.zh, words.en] for words in found.reasons)]
    incident.version, incident.changed_at = incident.version + 1, now
    if incident.stopped_by is not None:
        incident.reasons = reasons
        return
    if before != (incident.tier, incident.wanted) or not incident.reasons:
        _tell(session, incident, found, reasons, now)
    incident.reasons = reasons
    if incident.wanted > incident.tier and incident.ask_until is None:
        incident.ask_until = now + int(found.answer_s * 1000)
    # What is told meanwhile does not take away the time in which it may be stopped.
    pending = max(now, incident.due_at or now)
    starts = now + int(limits.stop_s * 1000) if incident.tier > before[0] else pending
    incident.due_at = starts if incident.tier > Tier.NOTIFY else incident.ask_until


def _tell(session: Session, incident: Incident, found: Decision, reasons: list[list[str]], now: int) -> None:
    name = TIER_NAMES[Tier(incident.tier)]
    zh, en = (";".join(each[at] for each in reasons) for at in (0, 1))
    detail = {"tier": incident.tier, "wanted": incident.wanted, "least": incident.least}
    words = Words(f"“{name.zh}”。{zh}", f"“{name.en}”. {en}")
    repository.tell(session, incident, Happening.DECIDE, words, now, detail=detail)
    if found.wanted > found.now:
        asked = TIER_NAMES[found.wanted]
        words = Words(
            f"请在 {found.answer_s:g} 秒内决定是否“{asked.zh}”",
            f"decide within {found.answer_s:g} s on “{asked.en}”",
        )
        repository.tell(session, incident, Happening.ASK, words, now)


def overdue(session: Session, incident: Incident, now: int) -> None:
    """Nobody has answered: the least goes that misses no fire."""
    if incident.ask_until is None or incident.ask_until > now:
        return
    incident.ask_until = None
    if incident.least <= incident.tier:
        return
    incident.tier = incident.least
    name = TIER_NAMES[Tier(incident.least)]
    words = Words(f"逾时无人决定,自动“{name.zh}”", f"nobody has decided in time: “{name.en}” goes by itself")
    repository.tell(session, incident, Happening.DECIDE, words, now, detail={"tier": incident.tier})


def order(
    session: Session,
    incident_id: int,
    version: int,
    proposal: Proposal | None,
    now: int,
    limits_of: Callable[[str], Limits],
) -> int:
    """Order what is proposed for a due incident; returns how many units. Raises `orders.Taken`.

    Where the incident is not at the version for which the proposal was reckoned, nothing is done: it stays
    due, for it may need more by now.
    """
    incident = repository.held(session, incident_id)
    if incident.state not in STANDING or incident.due_at is None or incident.due_at > now:
        return 0
    if incident.version != version:
        return 0
    if incident.tier == Tier.MICRO_STATION and (proposal is None or not proposal.units):
        return _nobody_near(session, incident, now, limits_of(incident.area))
    wanted = [] if proposal is None else [wanted_of(each) for each in proposal.units]
    reverse_until = now + int(limits_of(incident.area).reverse_s * 1000)
    sent = orders.send(session, incident, wanted, now, by=None, reverse_until=reverse_until)
    short = dict(proposal.short) if proposal is not None else {}
    unplaced = incident.latitude is None
    if short or unplaced:
        _short(session, incident, short, now, told=bool(sent))
    incident.due_at = now + AGAIN_MS if short or unplaced else incident.ask_until
    return len(sent)


def _nobody_near(session: Session, incident: Incident, now: int, limits: Limits) -> int:
    """Where no micro-station is near, or it is away, that tier sends nobody: the next one it must be."""
    incident.due_at = None
    if repository.orders(session, [incident.id], standing_only=True):
        return 0
    incident.wanted, incident.least = max(incident.wanted, Tier.ONE_PUMP), max(incident.least, Tier.ONE_PUMP)
    words = Words("附近没有可出动的微型消防站,改为先派一车", "no micro-station is near: one pump instead")
    repository.tell(session, incident, Happening.DECIDE, words, now, detail={"tier": int(Tier.ONE_PUMP)})
    if limits.highest >= Tier.ONE_PUMP:
        incident.tier, incident.due_at = Tier.ONE_PUMP, now
    else:
        incident.ask_until = incident.ask_until or now + int(limits.answer_s * 1000)
        incident.due_at = incident.ask_until
    return 0


def wanted_of(proposed: Proposed) -> Wanted:
    """A proposed unit as it is ordered."""
    unit, arrives = proposed.unit, proposed.arrives
    return Wanted(unit.id, unit.version, unit.gives, proposed.words, arrives.seconds, arrives.error_s)


def _short(session: Session, incident: Incident, short: dict[str, float], now: int, *, told: bool) -> None:
    """Said once, and again when something was sent and it is still too little."""
    last = [
        entry
        for entry in repository.entries(session, incident.id)
        if entry.happening in (Happening.SHORT, Happening.GRADE)
    ]
    if last and last[-1].happening == Happening.SHORT and not told:
        return
    missing = said(short) if short else Words("灾情位置", "the incident's position")
    words = Words(
        f"力量不足,尚缺{missing.zh};有可用力量时自动补派",
        f"too little force, still missing {missing.en}; sent by itself as soon as it can be had",
    )
    repository.tell(session, incident, Happening.SHORT, words, now, detail={"short": short})


def _withdraw(session: Session, request: DispatchRequest, now: int) -> None:
    report = repository.report_by_key(session, f"alarm/{request.alarm_id}/{request.activation}")
    if report is None or report.withdrawn:
        return
    report.withdrawn = True
    session.flush()
    incident = repository.held(session, report.incident_id)
    by = request.by or ""
    words = Words(f"报警核实为不真实({by})", f"the alarm was found not to be real ({by})")
    repository.tell(session, incident, Happening.WITHDRAWN, words, now, request.by, {"report": report.id})
    others = [
        each
        for each in repository.reports(session, [incident.id])
        if each.source != Source.ALARM or not each.withdrawn
    ]
    if others or incident.state not in STANDING:
        return
    incident.confirmed, incident.probability = False, 0.0
    incident.tier = incident.wanted = incident.least = 0
    incident.due_at = incident.ask_until = None
    for each in repository.orders(session, [incident.id], standing_only=True):
        if each.automatic and each.arrived_at is None:
            orders.end(
                session, each, "reversed", now, by=request.by, reason="报警核实为不真实 not a real fire"
            )
