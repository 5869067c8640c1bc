"""`steppewatch people add-admin | reset-password`: the first administrator, and the way back in.

Whoever can run this can read the centre's settings and records: the machine is the authority here.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path

from cloud.database import migrate
from cloud.database.engine import Database
from cloud.errors import ApiError
from cloud.people import names, passwords, repository, secret_text, service
from cloud.people.asker import Asker, Permission
from cloud.people.duties import Duty
from cloud.settings import CloudSettings
from runtime import clock, logging, settings
from runtime.faults import PlainFault, tell

_WHOLE_REGION = ("15",)


def main(argv: Sequence[str] | None = None) -> int:
    """0: done; 2: not, with a plain message."""
    options = _parser().parse_args(argv)
    logging.configure("warning")
    try:
        loaded = settings.load(options.config, CloudSettings)
        if loaded.database.path is not None:
            loaded.database.path.parent.mkdir(parents=True, exist_ok=True)
        database = loaded.database.open()
        try:
            migrate.upgrade(database.engine)
            return _VERBS[options.verb](database, options)
        except ApiError as refusal:
            raise PlainFault(f"{refusal.detail.message_zh} {refusal.detail.message_en}") from refusal
        finally:
            database.close()
    except PlainFault as fault:
        return tell(fault)


def _add_admin(database: Database, options: argparse.Namespace) -> int:
    login = names.written(options.login)
    name = options.name or options.login
    password, told = _password(options, login, name)
    kept = passwords.kept(password)
    now = clock.now_ms()
    with database.write() as session:
        row = service.new_account(
            session, _machine(), login, name, now=now, password_hash=kept, must_change=told
        )
        service.give(
            session,
            _machine(),
            row.id,
            Duty.SYSTEM_ADMINISTRATOR,
            _WHOLE_REGION,
            (),
            valid_until=None,
            now=now,
        )
    _say(login, password, told)
    return 0


def _reset(database: Database, options: argparse.Namespace) -> int:
    login = names.written(options.login)
    with database.read() as session:
        row = repository.account_by_login(session, login)
    if row is None:
        raise PlainFault(f"{login}: there is no such account; check the login given with --login")
    password, told = _password(options, row.login, row.name)
    kept = passwords.kept(password)
    with database.write() as session:
        service.set_password(session, _machine(), row.id, kept, must_change=told, now=clock.now_ms())
    _say(login, password, told)
    return 0


def _password(options: argparse.Namespace, login: str, name: str) -> tuple[str, bool]:
    """The password, and whether it was made here, so that it must be told and then changed."""
    if options.random or not sys.stdin.isatty():
        return secret_text.first_password(), True
    first = getpass.getpass("密码 password: ")
    fault = passwords.fault_of(first, login, name)
    if fault is not None:
        raise PlainFault(" ".join(fault))
    if getpass.getpass("再次输入 again: ") != first:
        raise PlainFault("两次输入不一致。 The two entries differ; start again")
    return first, False


def _say(login: str, password: str, told: bool) -> None:
    sys.stdout.write(f"账号 login: {login}\n")
    if told:
        sys.stdout.write(
            f"初始密码 first password: {password}\n"
            "只显示这一次,首次登录须修改。 Shown this once; to be changed at the first login.\n"
        )


def _machine() -> Asker:
    try:
        user = getpass.getuser()
    except OSError:
        user = "?"
    return Asker(f"command:{user}", areas=_WHOLE_REGION, permissions=frozenset(Permission), via="command")


_VERBS = {"add-admin": _add_admin, "reset-password": _reset}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="steppewatch people",
        description="人员:首位管理员、重置密码。 People: the first administrator, and a forgotten password.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    add = verbs.add_parser("add-admin", help="新建系统管理员 make a system administrator")
    reset = verbs.add_parser("reset-password", help="重置密码 give an account a new password")
    add.add_argument("--name", help="the person's name; default: the login")
    for verb in (add, reset):
        verb.add_argument("--config", type=Path, required=True, help="the centre's TOML file")
        verb.add_argument("--login", default="admin", help="the account's login; default: admin")
        verb.add_argument(
            "--random", action="store_true", help="print a random password instead of asking for one"
        )
    return parser
