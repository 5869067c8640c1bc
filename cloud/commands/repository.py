"""Queries of commands to gateways."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cloud.access.tables import ReplyRow
from cloud.commands.tables import CommandCount, GatewayCommand
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.registry.tables import Gateway


def gateway(session: Session, asker: Asker, name: str) -> Gateway | None:
    """The gateway, if it is in the asker's scope."""
    return session.scalar(
        select(Gateway).where(Gateway.gateway == name, within(asker, Gateway.area, Gateway.organisation_id))
    )


def next_number(session: Session, gateway: str) -> int:
    """The next number of the gateway's commands; never given twice."""
    row = session.get(CommandCount, gateway, with_for_update=True)
    if row is None:
        row = CommandCount(gateway=gateway, seq=0)
        session.add(row)
    row.seq += 1
    session.flush()
    return row.seq


def open_count(session: Session, gateway: str) -> int:
    """How many commands of a gateway are open."""
    return int(
        session.scalar(
            select(func.count())
            .select_from(GatewayCommand)
            .where(GatewayCommand.gateway == gateway, GatewayCommand.open)
        )
        or 0
    )


def page(session: Session, gateway: str, *, before: int | None, limit: int) -> list[GatewayCommand]:
    """A gateway's commands, newest first."""
    query = select(GatewayCommand).where(GatewayCommand.gateway == gateway)
    if before is not None:
        query = query.where(GatewayCommand.seq < before)
    return list(session.scalars(query.order_by(GatewayCommand.seq.desc()).limit(limit)))


def due(session: Session, now: int, limit: int = 500) -> list[GatewayCommand]:
    """Open commands to look at: to send, to send again, or to end."""
    return list(
        session.scalars(
            select(GatewayCommand)
            .where(GatewayCommand.open, GatewayCommand.next_send_at <= now)
            .order_by(GatewayCommand.next_send_at)
            .limit(limit)
        )
    )


def claim(session: Session, row: GatewayCommand, next_send_at: int) -> bool:
    """Take the next sending upon oneself; False: another process has."""
    done = session.execute(
        update(GatewayCommand)
        .where(
            GatewayCommand.gateway == row.gateway,
            GatewayCommand.seq == row.seq,
            GatewayCommand.next_send_at == row.next_send_at,
            GatewayCommand.open,
        )
        .values(next_send_at=next_send_at, sent=GatewayCommand.sent + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(getattr(done, "rowcount", 0))


def answered(session: Session, limit: int = 500) -> Sequence[tuple[GatewayCommand, ReplyRow]]:
    """Open commands with replies that may say more than is known, in the order they were said."""
    rows = session.execute(
        select(GatewayCommand, ReplyRow)
        .join(
            ReplyRow,
            (ReplyRow.gateway == GatewayCommand.gateway) & (ReplyRow.answers == GatewayCommand.seq),
        )
        .where(
            GatewayCommand.open,
            (GatewayCommand.answered_at.is_(None))
            | (ReplyRow.ts_cloud > GatewayCommand.answered_at)
            | (ReplyRow.stage != GatewayCommand.state),
        )
        .order_by(ReplyRow.gateway, ReplyRow.seq)
        .limit(limit)
    )
    return [(command, reply) for command, reply in rows]
