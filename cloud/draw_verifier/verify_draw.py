#!/usr/bin/env python3
"""双随机抽查记录核验程序 / verifier of an inspection draw.

    python verify_draw.py RECORD [--commitment SHA256]

只需 Python 3.8 或更新版本,不需要安装任何软件,也不联网。程序由记录中的名单与随机源数值重新计算全部结果,
与记录逐字节比较,指出第一处不同。请把显示的 commitment 与开奖之前公布的摘要核对:相同,才说明名单事先已定。

Needs Python 3.8 or later, nothing else, and no network. It computes everything once more from the lists and
the public numbers in the record, compares byte by byte, and names the first difference. Compare the
`commitment` it shows with the one published before the numbers were drawn: only that shows that the list was
fixed beforehand.

Exit code 0: agrees; 1: does not; 2: the file cannot be read. The rules, in the order in which they are
applied: canonical form, plan, standing of each unit, quotas, probabilities, commitment, key and seed, sample,
inspectors.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import math
import re
import sys
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Below = Callable[[int], int]

BILLION = 10**9
GONE = {"closed"}
EXCLUSIONS = {"", "closed", "suspended", "under-rectification", "under-investigation"}
CHAIN = ("format", "plan", "frame", "commitment", "entropy", "result", "seals")
RISKS = {"", "I", "II", "III", "IV"}
CREDITS = {"", "A", "B", "C", "D"}
CONFLICTS = {"kinship", "interest", "recusal", "visited"}
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
AREA = re.compile(r"([0-9]{2}){1,3}\Z")

SELECTOR = {"classes": [str], "risk": [str], "credit": [str], "areas": [str]}
PLAN = {
    "format": int,
    "number": str,
    "title_zh": str,
    "title_en": str,
    "area": str,
    "date": str,
    "months": int,
    "published_at": str,
    "risk_blind_share": int,
    "reserves": int,
    "classes": [{"id": str, "zh": str, "en": str, "floor": int}],
    "strata": [{**SELECTOR, "id": str, "zh": str, "en": str, "per_month": int}],
    "weights": [{**SELECTOR, "times": int}],
    "frequency": [{**SELECTOR, "rest_days": int, "due_days": int}],
    "certain": [{**SELECTOR, "basis": str}],
    "inspectors": {"avoid_own_area": bool, "visits_at_most": int, "visits_days": int},
    "entropy": {
        "not_before": str,
        "sources": [{"id": str, "zh": str, "en": str, "numbers": int, "least": int, "most": int}],
    },
}
#: Between which bounds the numbers of a plan must be, wherever the name occurs.
BOUNDS = {
    "format": (1, 1),
    "months": (1, 12),
    "risk_blind_share": (0, 10_000),
    "reserves": (0, 1_000),
    "floor": (0, 10_000),
    "per_month": (0, 10_000),
    "times": (1, 1_000),
    "rest_days": (0, 3_660),
    "due_days": (0, 3_660),
    "visits_at_most": (0, 100),
    "visits_days": (0, 3_660),
    "numbers": (1, 50),
    "least": (0, 10**12),
    "most": (0, 10**12),
}
UNIT_INPUTS = ("unit", "name", "area", "class", "risk", "credit", "last_inspected", "exclusion", "certain")
INPUTS: dict[str, dict[str, type]] = {
    "units": dict.fromkeys(UNIT_INPUTS, str),
    "inspectors": {"inspector": str, "name": str, "area": str, "capacity": int},
    "conflicts": {"inspector": str, "unit": str, "kind": str, "date": str},
}


class Wrong(Exception):
    """Where a record is wrong, and how."""


def written(value: Any) -> bytes:
    """Canonical JSON: sorted names, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def sha256(value: Any) -> str:
    """The hash of a value in canonical form."""
    return hashlib.sha256(written(value)).hexdigest()


def need(truth: object, where: str, what: str) -> None:
    """Stop here unless it is true."""
    if not truth:
        raise Wrong(f"{where}: {what}")


def whole_numbers_only(text: str) -> NoReturn:
    """Called for what would become a fraction or an infinity."""
    raise Wrong(f"文件 file: {text} is not a whole number")


def parsed(data: bytes) -> Any:
    """The record in the file; its form must be canonical to the last byte."""
    try:
        text = data.decode("utf-8")
        found = json.loads(text, parse_float=whole_numbers_only, parse_constant=whole_numbers_only)
        again = written(found) + b"\n"
    except (ValueError, RecursionError) as fault:
        raise Wrong(f"文件 file: 不是规范 JSON not canonical JSON: {fault}") from None
    need(again == data, "文件 file", "不是规范形式 not in canonical form")
    need(unicodedata.normalize("NFC", text) == text, "文件 file", "text is not Unicode NFC")
    need(isinstance(found, dict), "文件 file", "not a JSON object")
    return found


def shaped(value: Any, shape: Any, where: str) -> None:
    """The value must have exactly this shape: names, kinds, bounds."""
    if isinstance(shape, dict):
        need(isinstance(value, dict) and value.keys() == shape.keys(), where, f"must have {sorted(shape)}")
        for name, inner in shape.items():
            shaped(value[name], inner, f"{where}.{name}")
            if inner is int and name in BOUNDS:
                low, high = BOUNDS[name]
                need(low <= value[name] <= high, f"{where}.{name}", f"must be from {low} to {high}")
    elif isinstance(shape, list):
        need(isinstance(value, list), where, "must be a list")
        for number, entry in enumerate(value):
            shaped(entry, shape[0], f"{where}[{number}]")
    else:
        need(type(value) is shape, where, f"must be {shape.__name__}")
        need(shape is not str or value.isprintable(), where, "holds what cannot be shown")


def day(text: str, where: str) -> datetime.date:
    """A date written YYYY-MM-DD."""
    try:
        found = datetime.date.fromisoformat(text)
    except ValueError:
        raise Wrong(f"{where}: {text!r} is no date") from None
    need(found.isoformat() == text, where, f"{text!r} is not written YYYY-MM-DD")
    return found


def moment(text: Any, where: str) -> datetime.datetime:
    """A time written with +08:00, to the second."""
    pattern = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+08:00"
    try:
        need(isinstance(text, str) and re.fullmatch(pattern, text), where, "must be a time of +08:00")
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        raise Wrong(f"{where}: {text!r} is no time") from None


def once_each(names: list[str], where: str) -> None:
    """Identifiers, none of them twice."""
    for name in names:
        need(IDENTIFIER.match(name), where, f"{name!r} is no identifier")
    need(len(set(names)) == len(names), where, "one is there twice")


# The plan


def check_plan(plan: Any) -> None:
    """A plan must hold together and keep the floors of its own classes."""
    shaped(plan, PLAN, "plan")
    day(plan["date"], "plan.date")
    need(AREA.match(plan["area"]), "plan.area", "is no area")
    once_each([plan["number"]], "plan.number")
    classes = [entry["id"] for entry in plan["classes"]]
    once_each(classes, "plan.classes")
    once_each([entry["id"] for entry in plan["strata"]], "plan.strata")
    need(classes and plan["strata"], "plan", "needs classes and strata")
    for table in ("strata", "weights", "frequency", "certain"):
        for number, rule in enumerate(plan[table]):
            where = f"plan.{table}[{number}]"
            need(set(rule["classes"]) <= set(classes), where, "names a class that is not there")
            need(all(AREA.match(prefix) for prefix in rule["areas"]), where, "names what is no area")
            need(set(rule["risk"]) <= RISKS, where, "names an unknown risk band")
            need(set(rule["credit"]) <= CREDITS, where, "names an unknown credit class")
    for entry in plan["classes"]:
        for number, stratum in enumerate(plan["strata"]):
            concerned = not stratum["classes"] or entry["id"] in stratum["classes"]
            if entry["floor"] and concerned:
                where = f"plan.strata[{number}]"
                need(stratum["classes"] == [entry["id"]], where, f"class {entry['id']} must stand alone")
                need(stratum["per_month"] >= entry["floor"], where, f"below the floor of {entry['id']}")
    outcomes = 1
    sources = plan["entropy"]["sources"]
    once_each([source["id"] for source in sources], "plan.entropy.sources")
    for source in sources:
        outcomes *= math.comb(max(0, source["most"] - source["least"] + 1), source["numbers"])
    need(outcomes >= 2**48, "plan.entropy", "the sources have fewer than 2^48 outcomes")


def fits(rule: Any, unit: Any) -> bool:
    """Whether a rule of the plan is for this unit."""
    lists = (("classes", "class"), ("risk", "risk"), ("credit", "credit"))
    return all(not rule[given] or unit[own] in rule[given] for given, own in lists) and (
        not rule["areas"] or any(unit["area"].startswith(prefix) for prefix in rule["areas"])
    )


# The frame


def standing_of(plan: Any, unit: Any) -> tuple[str, str]:
    """Excluded, certain or eligible; and why."""
    if unit["exclusion"]:
        return "excluded", unit["exclusion"]
    if unit["certain"]:
        return "certain", unit["certain"]
    for rule in plan["certain"]:
        if fits(rule, unit):
            return "certain", rule["basis"]
    if unit["last_inspected"]:
        since = (datetime.date.fromisoformat(plan["date"]) - day(unit["last_inspected"], unit["unit"])).days
        for rule in plan["frequency"]:
            if fits(rule, unit):
                if since < rule["rest_days"]:
                    return "excluded", "recently-inspected"
                if rule["due_days"] > 0 and since >= rule["due_days"]:
                    return "certain", "overdue"
                break
    return "eligible", ""


def spread(amount: int, weights: list[int], limits: list[int]) -> list[int]:
    """`amount` in proportion to the weights; nobody above their limit, what is over goes to the others."""
    fixed: dict[int, int] = {}
    while True:
        free = [n for n in range(len(weights)) if n not in fixed]
        left = amount - sum(fixed.values())
        total = sum(weights[n] for n in free)
        exact = {n: Fraction(left * weights[n], total) for n in free}
        over = [n for n in free if exact[n] >= limits[n]]
        if not over:
            break
        fixed.update((n, limits[n]) for n in over)
    given = {n: math.floor(share) for n, share in exact.items()}
    missing = left - sum(given.values())
    nearest = sorted(free, key=lambda n: (given[n] - exact[n], n))
    for n in nearest[: max(missing, 0)]:
        given[n] += 1
    given.update(fixed)
    return [given[n] for n in range(len(weights))]


def units_of(plan: Any, given: Any) -> list[Any]:
    """The rows of the list with stratum, standing and weight."""
    rows = []
    classes = {entry["id"] for entry in plan["classes"]}
    today = datetime.date.fromisoformat(plan["date"])
    for unit in given:
        where = f"frame.units {unit['unit']}"
        need(re.fullmatch("[0-9]{6}", unit["area"]), where, "area")
        need(unit["area"].startswith(plan["area"]), where, "not within the plan's area")
        need(unit["class"] in classes, where, "of no class of the plan")
        need(unit["name"], where, "has no name")
        need(unit["risk"] in RISKS and unit["credit"] in CREDITS, where, "unknown risk band or credit class")
        need(unit["exclusion"] in EXCLUSIONS, where, "unknown reason of exclusion")
        if unit["last_inspected"]:
            need(day(unit["last_inspected"], where) <= today, where, "inspected after the plan's date")
        stratum = next((entry["id"] for entry in plan["strata"] if fits(entry, unit)), None)
        need(stratum is not None, where, "no stratum takes it")
        weight = math.prod(rule["times"] for rule in plan["weights"] if fits(rule, unit))
        need(weight <= 1_000_000, where, "weights of more than a million")
        status, reason = standing_of(plan, unit)
        row = {name: unit[name] for name in UNIT_INPUTS}
        row.update(stratum=stratum, status=status, reason=reason, weight=weight, blind=0, chance=0)
        if status == "certain":
            row["chance"] = BILLION
        rows.append(row)
    return rows


def strata_of(plan: Any, rows: list[Any]) -> list[Any]:
    """The numbers of each stratum; gives each unit that can be drawn its probability."""
    strata = []
    for entry in plan["strata"]:
        own = [row for row in rows if row["stratum"] == entry["id"]]
        count = {
            status: sum(row["status"] == status for row in own)
            for status in ("excluded", "certain", "eligible")
        }
        base = sum(not (row["status"] == "excluded" and row["reason"] in GONE) for row in own)
        quota = min(base, math.ceil(Fraction(entry["per_month"] * plan["months"] * base, 10_000)))
        draw = min(quota, count["eligible"])
        need(draw + count["certain"] >= quota, f"frame.strata {entry['id']}", "the quota cannot be met")
        strata.append({"stratum": entry["id"], "base": base, **count, "quota": quota, "draw": draw})
    share = Fraction(plan["risk_blind_share"], 10_000)
    exact = [stratum["draw"] * share for stratum in strata]
    blind = [math.floor(part) for part in exact]
    missing = math.ceil(sum(exact)) - sum(blind)
    for n in sorted(range(len(strata)), key=lambda n: (blind[n] - exact[n], n))[:missing]:
        blind[n] += 1
    for stratum, count in zip(strata, blind):  # noqa: B905 - Python 3.8 has no strict
        stratum["blind"] = count
        own = [row for row in rows if row["stratum"] == stratum["stratum"] and row["status"] == "eligible"]
        if not own:
            continue
        each, over = divmod(count * BILLION, len(own))
        even = [each + 1 if n < over else each for n in range(len(own))]
        limits = [BILLION - part for part in even]
        risk = [0] * len(own)
        if stratum["draw"] > count:
            risk = spread((stratum["draw"] - count) * BILLION, [row["weight"] for row in own], limits)
        for n, row in enumerate(own):
            row["blind"], row["chance"] = even[n], even[n] + risk[n]
            need(row["chance"] or not stratum["draw"], row["unit"], "has no chance at all")
    return strata


def frame_of(plan: Any, given: Any) -> dict[str, Any]:
    """The frame once more, from what the lists say."""
    for table, shape in INPUTS.items():
        need(isinstance(given.get(table), list), f"frame.{table}", "must be a list")
        for number, row in enumerate(given[table]):
            need(isinstance(row, dict), f"frame.{table}[{number}]", "must be an object")
            shaped({k: v for k, v in row.items() if k in shape}, shape, f"frame.{table}[{number}]")
    for table, name in (("units", "unit"), ("inspectors", "inspector")):
        ids = [row[name] for row in given[table]]
        once_each(ids, f"frame.{table}")
        need(ids == sorted(ids), f"frame.{table}", "not in the order of the ids")
    inspectors = [{name: row[name] for name in INPUTS["inspectors"]} for row in given["inspectors"]]
    conflicts = [{name: row[name] for name in INPUTS["conflicts"]} for row in given["conflicts"]]
    order = [(row["inspector"], row["unit"], row["kind"], row["date"]) for row in conflicts]
    need(order == sorted(set(order)), "frame.conflicts", "not in order, or one is there twice")
    for row in inspectors:
        need(0 <= row["capacity"] <= 100_000, f"frame.inspectors {row['inspector']}", "capacity")
    known = {row["unit"] for row in given["units"]} | {row["inspector"] for row in inspectors}
    for row in conflicts:
        need({row["unit"], row["inspector"]} <= known, "frame.conflicts", "names whom no list has")
        need(row["kind"] in CONFLICTS, "frame.conflicts", f"unknown kind {row['kind']!r}")
        need(row["date"] or row["kind"] != "visited", "frame.conflicts", "a visit without its day")
    rows = units_of(plan, given["units"])
    strata = strata_of(plan, rows)
    places = 2 * sum(stratum["certain"] + stratum["draw"] for stratum in strata)
    room = sum(min(row["capacity"], places // 2) for row in inspectors)
    need(room >= places, "frame.inspectors", "too few for the draw")
    frame = {"plan": sha256(plan), "denominator": BILLION, "strata": strata, "units": rows}
    frame.update(inspectors=inspectors, conflicts=conflicts)
    possible = inspectors_of(plan, frame, [row for row in rows if row["status"] != "excluded"])
    for unit, able in possible.items():
        need(len(able) >= 2, f"frame.units {unit}", "fewer than two inspectors may go there")
    return frame


def inspectors_of(plan: Any, frame: Any, rows: list[Any]) -> dict[str, list[str]]:
    """Who may go to each of these units, in the order of their ids."""
    rules = plan["inspectors"]
    today = datetime.date.fromisoformat(plan["date"])
    kept_away: set[tuple[str, str]] = set()
    visits: dict[tuple[str, str], int] = {}
    for entry in frame["conflicts"]:
        pair = entry["unit"], entry["inspector"]
        if entry["kind"] != "visited":
            kept_away.add(pair)
        elif (today - day(entry["date"], "frame.conflicts")).days < rules["visits_days"]:
            visits[pair] = visits.get(pair, 0) + 1
            if 0 < rules["visits_at_most"] <= visits[pair]:
                kept_away.add(pair)
    by_area, touched = {}, {unit for unit, _ in kept_away}
    for area in {row["area"] for row in rows}:
        by_area[area] = [
            person["inspector"]
            for person in frame["inspectors"]
            if person["capacity"] > 0 and not (rules["avoid_own_area"] and person["area"] == area)
        ]
    possible = {}
    for row in rows:
        able = by_area[row["area"]]
        if row["unit"] in touched:
            able = [name for name in able if (row["unit"], name) not in kept_away]
        possible[row["unit"]] = able
    return possible


# Chance


def numbers_from(*label: str) -> Below:
    """A function that gives, each time, the next number below its argument; SHA-256 after RFC 3797."""
    key = written(list(label))
    counter = 0

    def below(limit: int) -> int:
        nonlocal counter
        while True:
            index = counter.to_bytes(8, "big")
            counter += 1
            number = int.from_bytes(hashlib.sha256(index + key + index).digest(), "big")
            if number // limit < 2**256 // limit:
                return number % limit

    return below


def in_random_order(names: Iterable[str], *label: str) -> list[str]:
    """Sorted by the hash of label and name."""
    start = written(list(label))
    return sorted(names, key=lambda name: (hashlib.sha256(start + name.encode()).hexdigest(), name))


def sampled(entries: Iterable[Any], below: Below) -> dict[str, str]:
    """Which are drawn under which share: `entries` are [name, blind, risk] in random order."""
    settled: dict[str, list[Any]] = {"blind": [], "risk": []}
    waiting: Any = None

    def settle(entry: list[Any]) -> Any:
        if entry[1] and entry[2]:
            return entry
        if entry[1] or entry[2]:
            settled["blind" if entry[1] else "risk"].append([entry[0], entry[1] + entry[2]])
        return None

    for entry in entries:
        entry = list(entry)
        if waiting is None:
            waiting = settle(entry)
        elif not entry[1] or not entry[2]:
            settle(entry)
        else:
            step = exchange(min(waiting[2], entry[1]), min(waiting[1], entry[2]), below)
            waiting[1] += step
            waiting[2] -= step
            entry[1] -= step
            entry[2] += step
            first, second = settle(waiting), settle(entry)
            waiting = first or second
    drawn: dict[str, str] = {}
    for share in ("blind", "risk"):
        settled[share] = duel(settled[share], drawn, share, below)
    if waiting is not None:
        name, blind, risk = waiting
        (low,), (high,) = settled["blind"], settled["risk"]
        step = exchange(min(blind, high[1]), min(low[1], risk), below)
        settled["blind"] = duel([[low[0], low[1] + step], [name, blind - step]], drawn, "blind", below)
        settled["risk"] = duel([[name, risk + step], [high[0], high[1] - step]], drawn, "risk", below)
    need(settled == {"blind": [], "risk": []}, "result", "the probabilities do not come out whole")
    return drawn


def exchange(up: int, down: int, below: Below) -> int:
    """Up or down, nothing on average."""
    return up if below(up + down) < down else -down


def duel(entries: Iterable[Any], drawn: dict[str, str], share: str, below: Below) -> list[Any]:
    """One after the other against who stands; writes who is drawn, returns who is left undecided."""
    standing = None
    for name, amount in entries:
        if amount == 0:
            continue
        if amount == BILLION:
            drawn[name] = share
            continue
        if standing is None:
            standing = [name, amount]
            continue
        both = standing[1] + amount
        if both <= BILLION:
            winner = standing[0] if below(both) < standing[1] else name
            standing = [winner, both]
            if both == BILLION:
                drawn[winner], standing = share, None
        elif below(2 * BILLION - both) < BILLION - amount:
            drawn[standing[0]], standing = share, [name, both - BILLION]
        else:
            drawn[name], standing = share, [standing[0], both - BILLION]
    return [] if standing is None else [standing]


def liking(able: list[str], below: Below) -> Callable[[int], str | None]:
    """A unit's random order of inspectors, as far as it is asked for: a function from position to name."""
    remaining = list(able)
    order: list[str] = []

    def at(position: int) -> str | None:
        while len(order) <= position and remaining:
            pick = below(len(remaining))
            order.append(remaining[pick])
            last = remaining.pop()
            if pick < len(remaining):
                remaining[pick] = last
        return order[position] if position < len(order) else None

    return at


def paired(
    units: list[str], possible: Any, inspectors: Any, seed: str
) -> tuple[dict[str, list[str]], list[str]]:
    """Two inspectors for each unit in this order, exchanging where all are full; and who has none."""
    free = {person["inspector"]: person["capacity"] for person in inspectors}
    duties: dict[str, list[str]] = {name: [] for name in free}
    crew: dict[str, list[str]] = {}
    likes: dict[str, Callable[[int], Any]] = {}
    without: list[str] = []

    def wishes(unit: str) -> Iterator[str]:
        position = 0
        while True:
            name = likes[unit](position)
            if name is None:
                return
            yield name
            position += 1

    def send(unit: str, name: str) -> None:
        crew[unit].append(name)
        duties[name].append(unit)
        free[name] -= 1

    def recall(unit: str, name: str) -> None:
        crew[unit].remove(name)
        duties[name].remove(unit)
        free[name] += 1

    def one_more(unit: str) -> bool:
        for name in wishes(unit):
            if free[name] > 0 and name not in crew[unit]:
                send(unit, name)
                return True
        line = [name for name in wishes(unit) if name not in crew[unit]]
        came_by: dict[str, Any] = dict.fromkeys(line)
        for full in line:  # grows while it is walked
            for other in duties[full]:
                for name in wishes(other):
                    if name in came_by or name in crew[other]:
                        continue
                    came_by[name] = (full, other)
                    line.append(name)
                    if free[name] > 0:
                        while came_by[name] is not None:
                            giver, moved = came_by[name]
                            recall(moved, giver)
                            send(moved, name)
                            name = giver
                        send(unit, name)
                        return True
        return False

    for unit in units:
        crew[unit] = []
        likes[unit] = liking(possible[unit], numbers_from(seed, "inspectors", unit))
        if not (one_more(unit) and one_more(unit)):
            for name in list(crew[unit]):
                recall(unit, name)
            del crew[unit]
            without.append(unit)
    return crew, without


# The record


def entropy_of(plan: Any, given: Any, commitment: str) -> dict[str, Any]:
    """Key and seed from the numbers that the sources gave."""
    numbers = {}
    need(
        isinstance(given, dict) and isinstance(given.get("values"), list), "entropy.values", "must be a list"
    )
    for number, entry in enumerate(given["values"]):
        shaped(entry, {"source": str, "numbers": [int]}, f"entropy.values[{number}]")
        numbers[entry["source"]] = entry["numbers"]
    values, key = [], ""
    for source in plan["entropy"]["sources"]:
        drawn = sorted(numbers.pop(source["id"], []))
        good = len(drawn) == len(set(drawn)) == source["numbers"]
        within = all(source["least"] <= number <= source["most"] for number in drawn)
        need(good and within, f"entropy.values {source['id']}", "not what the plan's source can give")
        values.append({"source": source["id"], "numbers": drawn})
        key += "".join(str(number) + "." for number in drawn) + "/"
    need(not numbers, "entropy.values", "a source that the plan does not name")
    seed = sha256(["steppewatch inspection draw 1", commitment, key])
    return {"commitment": commitment, "values": values, "key": key, "seed": seed}


def result_of(plan: Any, frame: Any, seed: str) -> dict[str, Any]:
    """Who is drawn, who goes there, who is in reserve."""
    certain = [row["unit"] for row in frame["units"] if row["status"] == "certain"]
    shares = dict.fromkeys(certain, "certain")
    reserves = []
    for entry in plan["strata"]:
        able = {
            row["unit"]: (row["unit"], row["blind"], row["chance"] - row["blind"])
            for row in frame["units"]
            if row["stratum"] == entry["id"] and row["status"] == "eligible"
        }
        order = in_random_order(able, seed, "order", entry["id"])
        drawn = sampled([able[name] for name in order], numbers_from(seed, "sample", entry["id"]))
        shares.update(drawn)
        rest = in_random_order(set(able) - set(drawn), seed, "reserve", entry["id"])
        reserves.append({"stratum": entry["id"], "units": rest[: plan["reserves"]]})
    others = [name for name in shares if shares[name] != "certain"]
    order = in_random_order(certain, seed, "service") + in_random_order(others, seed, "service")
    possible = inspectors_of(plan, frame, [row for row in frame["units"] if row["unit"] in shares])
    crew, without = paired(order, possible, frame["inspectors"], seed)
    rows = [
        {
            "unit": row["unit"],
            "stratum": row["stratum"],
            "share": shares[row["unit"]],
            "inspectors": sorted(crew.get(row["unit"], [])),
        }
        for row in frame["units"]
        if row["unit"] in shares
    ]
    unserved = [{"unit": name, "able": len(possible[name])} for name in sorted(without)]
    return {"drawn": rows, "reserves": reserves, "unserved": unserved}


def rebuilt(found: Any) -> dict[str, Any]:
    """The record as it must be, from the inputs that it holds."""
    for name in ("plan", "frame", "commitment"):
        need(isinstance(found.get(name), dict), name, "缺失 is missing")
    plan = found["plan"]
    check_plan(plan)
    frozen_at = found["commitment"].get("frozen_at")
    spoken_at = moment(plan["entropy"]["not_before"], "plan.entropy.not_before")
    need(
        moment(frozen_at, "commitment.frozen_at") < spoken_at,
        "commitment.frozen_at",
        "冻结晚于随机源公布 not before the sources may speak",
    )
    frame = frame_of(plan, found["frame"])
    commitment = {"plan": sha256(plan), "frame": sha256(frame), "frozen_at": frozen_at}
    seals = {"plan": sha256(plan), "frame": sha256(frame), "commitment": sha256(commitment)}
    again = {"format": "steppewatch-inspection-draw/1", "plan": plan, "frame": frame}
    again.update(commitment=commitment, seals=seals)
    if "entropy" in found or "result" in found:
        entropy = entropy_of(plan, found.get("entropy"), seals["commitment"])
        result = {"entropy": sha256(entropy), **result_of(plan, frame, entropy["seed"])}
        again.update(entropy=entropy, result=result)
        seals.update(entropy=sha256(entropy), result=sha256(result))
    return again


def unlike(due: Any, found: Any, path: str = "") -> str | None:
    """The first place at which two values are not the same, or None."""
    if type(due) is not type(found):
        return f"{path}: {found!r:.80} 应为 should be {due!r:.80}"
    if isinstance(due, dict):
        for name in sorted(set(due) | set(found)):
            where = f"{path}.{name}".lstrip(".")
            if name not in due or name not in found:
                return f"{where}: " + ("多余 does not belong there" if name in found else "缺失 is missing")
            below = unlike(due[name], found[name], where)
            if below:
                return below
    elif isinstance(due, list):
        for number in range(min(len(due), len(found))):
            below = unlike(due[number], found[number], f"{path}[{number}]")
            if below:
                return below
        if len(due) != len(found):
            return f"{path}: has {len(found)} entries, not {len(due)}"
    elif due != found:
        return f"{path}: {found!r:.80} 应为 should be {due!r:.80}"
    return None


def first_difference(data: bytes, noted: str | None = None) -> str | None:
    """None when these bytes are exactly the record that follows from their own inputs; else where not."""
    try:
        found = parsed(data)
        again = rebuilt(found)
        inner = (unlike(again[name], found[name], name) for name in CHAIN if name in again and name in found)
        difference = next(filter(None, inner), None) or unlike(again, found)
    except Wrong as fault:
        return str(fault)
    except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError) as fault:
        return f"不是抽查记录的形式 not the form of a record: {type(fault).__name__}: {fault}"
    if difference is None and noted is not None and found["seals"]["commitment"] != noted:
        return f"seals.commitment: 与事先公布的不同 is not the one published beforehand, {noted}"
    return difference


def main(arguments: list[str]) -> int:
    """Read, verify, say."""
    noted = None
    if len(arguments) == 3 and arguments[1] == "--commitment":
        noted = arguments.pop().lower()
        arguments.pop()
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write(__doc__ + "\n")
        return 2
    try:
        with open(arguments[0], "rb") as file:
            data = file.read()
    except OSError as fault:
        sys.stderr.write(f"{arguments[0]}: 无法读取 cannot be read: {fault.strerror}\n")
        return 2
    difference = first_difference(data, noted)
    if difference is not None:
        sys.stderr.write(f"不一致 DIFFERS: {difference}\n")
        return 1
    found = json.loads(data)
    drawn = len(found["result"]["drawn"]) if "result" in found else 0
    sys.stdout.write(f"一致 AGREES: {len(found['frame']['units'])} 家在册 units, {drawn} 家抽中 drawn\n")
    for name in ("plan", "frame", "commitment", "entropy", "result"):
        if name in found["seals"]:
            sys.stdout.write(f"  {name:<10} {found['seals'][name]}\n")
    if noted is None:
        sys.stdout.write(
            "请与事先公布的 commitment 核对。 Compare `commitment` with the one published beforehand.\n"
        )
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
