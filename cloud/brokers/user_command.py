"""`steppewatch broker-user`: a user of the brokers, made at the centre's machine, where nothing runs yet.

Whoever can run this can read the centre's settings and records: the machine is the authority here.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from broker_plugins import credentials
from broker_plugins.policy import Role
from cloud.brokers.desk import BrokerDesk
from cloud.brokers.schemas import NewUser
from cloud.database import migrate
from cloud.errors import ApiError
from cloud.people.asker import Asker, Permission
from cloud.settings import CloudSettings
from runtime import logging, settings
from runtime.clock import SystemClock
from runtime.faults import PlainFault, tell

_MACHINE = Asker("command", areas=("15",), permissions=frozenset(Permission), via="command")


def main(argv: Sequence[str] | None = None) -> int:
    """0: made; 2: not, with a plain message."""
    options = _parser().parse_args(argv)
    logging.configure("warning")
    try:
        sys.stdout.write(_make(options))
    except ApiError as refusal:
        return tell(PlainFault(f"{refusal.detail.message_zh} {refusal.detail.message_en}"))
    except ValidationError as fault:
        return tell(PlainFault(f"{options.name}: {fault.errors()[0]['msg']}"))
    except PlainFault as fault:
        return tell(fault)
    except OSError as fault:
        return tell(PlainFault(f"{fault.filename}: cannot be written: {fault.strerror}"))
    return 0


def _make(options: argparse.Namespace) -> str:
    asked = NewUser(
        username=options.name, role=options.role, area=options.area, password=not options.certificate
    )
    loaded = settings.load(options.config, CloudSettings)
    database = loaded.database.open()
    try:
        migrate.upgrade(database.engine)
        desk = BrokerDesk(database, loaded.brokers, SystemClock(), lambda: None)
        with database.write() as session:
            _, secret = desk.make_user(session, _MACHINE, asked)
            if secret is not None and options.password_file is not None:
                credentials.write_private(options.password_file, secret + "\n")
        desk.keeper.close()
    finally:
        database.close()
    if secret is None:
        return f"{asked.username}: 凭证书登录 / shows a certificate: steppewatch ca client {asked.username}\n"
    told = options.password_file or f"口令只显示这一次 / the password, shown this once: {secret}"
    return f"{asked.username}: {told}\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="steppewatch broker-user",
        description="新建代理服务器用户,或换新口令 / a user of the brokers, or a new password for one",
    )
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--role", choices=[role.value for role in Role], required=True)
    parser.add_argument("--area", metavar="CODE", help="网关的地区代码 / a gateway's six digits")
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the centre's TOML file")
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--password-file", type=Path, metavar="FILE", help="口令写入此文件 / the password is written there"
    )
    way.add_argument(
        "--certificate", action="store_true", help="无口令,凭证书 / no password: it shows a certificate"
    )
    return parser
