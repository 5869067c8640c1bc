"""Mail over SMTP (RFC 5321) with STARTTLS (RFC 3207) or TLS from the start (RFC 8314), and login (RFC 4954).

The connection goes to the address that was checked; the certificate is that of the name. Without TLS only
where the operator has allowed the network, and never with a password.
"""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

import aiosmtplib

from cloud import networks
from cloud.lookups import Lookups
from cloud.networks import Unreachable
from cloud.notification import words
from cloud.notification.channels.port import Letter, Outcome, Tools, without
from cloud.notification.forms import EmailForm
from cloud.notification.moments import is_fire
from cloud.notification.states import Result
from cloud.webhooks.posting import printable

SETTING: Final = "notification.allow_networks"
#: RFC 5321, 4.2.1: a permanent refusal; the same message will never be taken.
_PERMANENT = 500
#: What is said of us or of the relay, not of the receiver: the next try may be better (RFC 4954, 6).
_OURS = frozenset({500, 502, 503, 530, 534, 535, 538})


class EmailChannel:
    """Sends mail through one relay."""

    idempotent = True

    def __init__(self, form: EmailForm, secrets: dict[str, str], tools: Tools, lookups: Lookups) -> None:
        self._form = form
        self._secrets = secrets
        self._tools = tools
        self._lookups = lookups

    async def send(self, letter: Letter) -> Outcome:
        """Try once. `sent`: the relay has it; whether the person has, only the relay knows."""
        clock = self._tools.clock
        started = clock.monotonic()
        result, status, text = await self._try(letter)
        took_ms = int((clock.monotonic() - started) * 1000)
        return Outcome(result, without(printable(text), self._secrets), status, took_ms)

    async def _try(self, letter: Letter) -> tuple[Result, int | None, str]:
        timeout_s = self._tools.settings.timeout_s
        try:
            async with asyncio.timeout(timeout_s):
                return Result.SENT, 250, await self._deliver(letter)
        except aiosmtplib.SMTPRecipientsRefused as fault:
            return _judged(fault.recipients[0].code, fault.recipients[0].message)
        except aiosmtplib.SMTPResponseException as fault:
            return _judged(fault.code, fault.message)
        except Unreachable as fault:
            return Result.RETRY, None, str(fault)
        except TimeoutError:
            return Result.RETRY, None, f"no answer within {timeout_s:g} s"
        except (aiosmtplib.SMTPException, OSError, ValueError) as fault:
            return Result.RETRY, None, f"{type(fault).__name__}: {fault}"

    async def _deliver(self, letter: Letter) -> str:
        form = self._form
        allowed = self._tools.settings.allow_networks
        address = await networks.resolved(form.host, allowed, self._lookups, SETTING)
        client = aiosmtplib.SMTP(
            hostname=form.host,
            local_hostname=form.sender.rpartition("@")[2],
            username=form.username or None,
            password=self._secrets.get("password") or None,
            sock=await _connected(address, form.port),
            use_tls=form.security == "tls",
            start_tls=form.security == "starttls",
            tls_context=self._tools.trust,
            timeout=self._tools.settings.timeout_s,
        )
        try:
            await client.connect()
            _, said = await client.send_message(self.message(letter))
        finally:
            client.close()
        return said

    def message(self, letter: Letter) -> EmailMessage:
        """The mail: both languages one below the other where both are wanted."""
        notice, zone = letter.notice, self._tools.settings.zone
        languages = words.in_languages(letter.language)
        mail = EmailMessage()
        mail["From"] = self._form.sender
        mail["To"] = letter.address
        mail["Subject"] = " / ".join(words.subject(notice, language) for language in languages)
        mail["Date"] = format_datetime(datetime.fromtimestamp(letter.sealed_at / 1000, UTC))
        mail["Message-ID"] = f"<{letter.message_id}@{self._form.sender.rpartition('@')[2]}>"
        # RFC 3834, 5: no vacation answers to this.
        mail["Auto-Submitted"] = "auto-generated"
        if is_fire(notice.kind) and not notice.test:
            mail["Importance"] = "high"
        mail.set_content("\n\n".join(words.full(notice, language, zone) for language in languages) + "\n")
        return mail


async def _connected(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setblocking(False)
        await asyncio.get_running_loop().sock_connect(made, (address, port))
    except BaseException:
        made.close()
        raise
    return made


def _judged(code: int, message: str) -> tuple[Result, int | None, str]:
    permanent = code >= _PERMANENT and code not in _OURS
    return Result.REFUSED if permanent else Result.RETRY, code, f"{code} {message}"
