"""The record of a draw: five documents, each naming the SHA-256 of the one before it.

    plan → frame → commitment │ entropy → result
                              └ published here, before the sources speak

1. The commitment names plan, frame and the time of freezing. Once its hash is public, neither plan nor list
   nor inclusion probability nor pool of inspectors can change without everybody seeing it.
2. The entropy names the commitment and gives the sources' numbers, the key of RFC 3797 and the seed.
3. The result names the entropy and follows from frame and seed alone.
4. `seals` holds the five hashes for people to compare. Before the sources speak, the record ends at 1.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError

from cloud.inspection_draw import cells, entropy, frame, result
from cloud.inspection_draw.canonical import Document, digest
from cloud.inspection_draw.cells import CellRefused
from cloud.inspection_draw.plan import BEIJING, Plan
from cloud.inspection_draw.roll import Rolls
from runtime.faults import PlainFault

FORMAT: Final = "steppewatch-inspection-draw/1"
#: The members of a record, each before what is said of it.
CHAIN: Final = ("format", "plan", "frame", "commitment", "entropy", "result", "seals")


def freeze(plan: Plan, rolls: Rolls, at: datetime) -> Document:
    """The record up to its commitment. Raises PlainFault when the sources may have spoken already."""
    if at >= plan.entropy.not_before:
        raise PlainFault(
            f"[entropy] not_before {plan.entropy.not_before.isoformat()}: 已过冻结时限,须另定随机源与时间。"
            " The sources may have spoken already; name later ones, then freeze"
        )
    document = plan.document()
    held = {"plan": digest(document), **frame.build(plan, rolls)}
    seals = {"plan": held["plan"], "frame": digest(held)}
    commitment = {**seals, "frozen_at": at.astimezone(BEIJING).isoformat(timespec="seconds")}
    return {
        "format": FORMAT,
        "plan": document,
        "frame": held,
        "commitment": commitment,
        "seals": {**seals, "commitment": digest(commitment)},
    }


def complete(frozen: Document, plan: Plan, rolls: Rolls, values: entropy.Values) -> Document:
    """The whole record: what was frozen, what the sources said, and what follows. Raises PlainFault."""
    said = entropy.build(plan.entropy, values, frozen["seals"]["commitment"])
    sealed = digest(said)
    drawn = {"entropy": sealed, **result.draw(plan, rolls, frozen["frame"], said["seed"])}
    return {
        **frozen,
        "entropy": said,
        "result": drawn,
        "seals": {**frozen["seals"], "entropy": sealed, "result": digest(drawn)},
    }


def read_inputs(document: Document) -> tuple[Plan, Rolls, datetime]:
    """Plan, lists and time of freezing as a record holds them. Raises PlainFault where they cannot be."""
    try:
        plan = Plan.model_validate(document["plan"])
        held = document["frame"]
        rolls = Rolls(
            [cells.unit(_texts(row)) for row in held["units"]],
            [cells.inspector(_texts(row)) for row in held["inspectors"]],
            [cells.conflict(_texts(row)) for row in held["conflicts"]],
        )
        at = datetime.fromisoformat(document["commitment"]["frozen_at"])
        if at.tzinfo is None:
            raise PlainFault("commitment.frozen_at: has no time zone")
    except ValidationError as faults:
        first = faults.errors(include_url=False)[0]
        place = ".".join(map(str, ("plan", *first["loc"])))
        raise PlainFault(f"{place}: {first['msg']}") from None
    except CellRefused as refused:
        raise PlainFault(f"frame: {refused}") from None
    except KeyError as missing:
        raise PlainFault(f"{missing.args[0]}: is missing") from None
    except (TypeError, ValueError, AttributeError) as fault:
        raise PlainFault(f"not the form of a record: {fault}") from None
    orders: tuple[tuple[str, list[Any]], ...] = (
        ("units", [row.unit for row in rolls.units]),
        ("inspectors", [row.inspector for row in rolls.inspectors]),
        ("conflicts", [row.order() for row in rolls.conflicts]),
    )
    for name, ids in orders:
        if ids != sorted(set(ids)):
            raise PlainFault(f"frame.{name}: not in the order of their ids, or one is there twice")
    return plan, rolls, at


def _texts(row: dict[str, Any]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else str(value) for name, value in row.items()}
