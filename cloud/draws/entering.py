"""What the sources said, by two persons, and the result.

1. Two persons enter the numbers. With accounts they are two accounts; where nobody logs in, two names.
2. A record is kept only after both verifiers have computed it anew and agree.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.database.engine import Database
from cloud.draw_verifier import verify_draw
from cloud.draws import repository, rows, state_table
from cloud.draws.drafting import plan_of
from cloud.draws.repository import COMMITMENT, RECORD
from cloud.draws.schemas import EntropyIn
from cloud.draws.state_table import Action, State
from cloud.draws.tables import Draw
from cloud.errors import ApiError, refused
from cloud.inspection_draw import entropy, record, verify
from cloud.inspection_draw.canonical import from_file, to_file
from cloud.inspection_draw.plan import Plan
from cloud.people.asker import Asker
from cloud.refusal import Refusal
from runtime.faults import PlainFault

Values = Mapping[str, Sequence[int]]


def enter(database: Database, asker: Asker, number: int, told: EntropyIn, *, by: str, now: int) -> int:
    """What the sources said, by one person; by the second it is drawn. Opens its own transactions."""
    values = _values(told)
    with database.write() as session:
        row = rows.locked(session, asker, number, None)
        _may_enter(row, now)
        plan = plan_of(row.plan)
        said = _said(plan, values, row.commitment or "")
        if row.first_values is None:
            _first(session, asker, row, said, by, now)
            return row.id
        _must_be_another(asker, row, by)
        if row.first_values != said:
            _differ(session, asker, row, by, now)
        differ, version = row.first_values is None, row.version
        content = b"" if differ else rows.content(session, row, COMMITMENT)
    if differ:
        raise ApiError(
            409,
            "numbers-differ",
            "与另一人录入的数值不一致,两人的录入均已作废,请各自核对后重新录入。",
            "The other person has entered other numbers. Both entries are void: enter them anew.",
            "body.values",
        )
    drawn = _drawn(content, said)
    with database.write() as session:
        row = rows.locked(session, asker, number, version)
        _keep_result(session, asker, row, drawn, by, now)
        return row.id


def _values(told: EntropyIn) -> dict[str, list[int]]:
    if (told.values is None) == (told.toml is None):
        raise ApiError(
            422,
            "one-way-wanted",
            "请录入数值,或提交数值文件,二者择一。",
            "Give the numbers or the file, one of the two.",
            "body.values",
        )
    if told.values is not None:
        return told.values
    try:
        values = tomllib.loads(told.toml or "").get("values")
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise ApiError(
            422, "no-toml", f"文件有误:{fault}", f"The file has a fault: {fault}", "body.toml"
        ) from None
    if not isinstance(values, dict) or not all(
        isinstance(given, list) and all(type(one) is int for one in given) for given in values.values()
    ):
        raise ApiError(
            422,
            "no-toml",
            "文件应有 [values] 表,每个随机源一行整数。",
            "The file has one table, [values], with whole numbers for each source.",
            "body.toml",
        )
    return values


def _may_enter(row: Draw, now: int) -> None:
    try:
        state_table.act(State(row.state), Action.ENTER)
    except Refusal as refusal:
        raise refused(refusal) from None
    if now < row.not_before:
        raise ApiError(
            409,
            "too-early",
            "尚未到随机源公布时间。",
            "The sources have not spoken yet.",
            "body.values",
        )


def _said(plan: Plan, values: Values, commitment: str) -> dict[str, list[int]]:
    try:
        document = entropy.build(plan.entropy, values, commitment)
    except PlainFault as fault:
        raise ApiError(422, "bad-numbers", str(fault), str(fault), "body.values") from None
    return {one["source"]: one["numbers"] for one in document["values"]}


def _first(session: Session, asker: Asker, row: Draw, said: dict[str, list[int]], by: str, now: int) -> None:
    row.first_values, row.first_by, row.first_account_id = said, by, asker.account_id
    rows.move(session, row, Action.ENTER, by, "", now)
    audit.record(session, asker, "draw.enter", f"draw/{row.id}", None, {"values": said, "by": by}, at=now)


def _must_be_another(asker: Asker, row: Draw, by: str) -> None:
    same = (
        asker.account_id == row.first_account_id
        if asker.account_id is not None and row.first_account_id is not None
        else by == row.first_by
    )
    if same:
        raise ApiError(
            409,
            "another-person",
            "须由另一人核对并再次录入。",
            "Another person must look at the sources and enter the numbers again.",
            "body.by",
        )


def _differ(session: Session, asker: Asker, row: Draw, by: str, now: int) -> None:
    told = {"first": row.first_by, "second": by}
    row.first_values = row.first_by = row.first_account_id = None
    rows.noted(session, row, "differ", by, "", now)
    audit.record(session, asker, "draw.differ", f"draw/{row.id}", None, told, at=now)


def _drawn(content: bytes, said: Values) -> bytes:
    document = from_file(content)
    plan, rolls, at = record.read_inputs(document)
    whole = to_file(record.complete(record.freeze(plan, rolls, at), plan, rolls, said))
    noted = document["seals"]["commitment"]
    for name, difference in (
        ("steppewatch", verify.first_difference(whole, noted)),
        ("verify_draw.py", verify_draw.first_difference(whole, noted)),
    ):
        if difference is not None:
            raise RuntimeError(f"{name} does not agree with the draw: {difference}")
    return whole


def _keep_result(session: Session, asker: Asker, row: Draw, content: bytes, by: str, now: int) -> None:
    document = from_file(content)
    before = rows.seen(row)
    entered = row.first_by
    row.first_values = row.first_by = row.first_account_id = None
    row.drawn_at, row.seed = now, document["entropy"]["seed"]
    row.drawn, row.unserved = len(document["result"]["drawn"]), len(document["result"]["unserved"])
    rows.move(session, row, Action.DRAW, by, f"{entered} + {by}", now)
    repository.keep_file(session, row.id, RECORD, content)
    audit.record(session, asker, "draw.draw", f"draw/{row.id}", before, rows.seen(row), at=now)
