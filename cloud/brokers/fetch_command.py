"""`steppewatch broker-files`: keeps the files of a broker on this host up with a centre on another.

Every few seconds it asks the centre, which answers with files where they have changed; they are written, and
the broker is told twice, seconds apart. While the centre is away the broker goes on with what it has; a
revocation list has a term of fourteen days.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx
from pydantic import ValidationError

from cloud.brokers import files
from cloud.brokers.files import FORMS
from cloud.brokers.schemas import AskedFor, FilesOut
from runtime import logging, wire
from runtime.clock import Clock, SystemClock
from runtime.faults import PlainFault, tell
from runtime.logging import get_logger
from runtime.process import ready_line, run_until_signalled
from runtime.settings import is_loopback

log = get_logger("broker-files")

_TIMEOUT_S = 20.0
#: The files are asked for anew though nothing has changed: a revocation list has a term.
_RENEW_S = 43_200.0


class Fetcher:
    """One broker's folder. `look` never raises what another look may mend."""

    def __init__(self, http: httpx.AsyncClient, options: argparse.Namespace, clock: Clock) -> None:
        self.fault = ""
        self.held: int | None = None
        self._http = http
        self._options = options
        self._clock = clock
        self._written_s = 0.0
        #: What the broker must be told of once more.
        self._told_once: tuple[Path, str] | None = None

    async def look(self) -> None:
        """Remind the broker where that is due; ask; write what is new."""
        if self._told_once is not None:
            self._remind(*self._told_once)
        renew = self._clock.monotonic() - self._written_s > _RENEW_S
        asked = AskedFor(held=None if renew else self.held, fault=self.fault[:500])
        try:
            answer = await self._ask(asked)
        except (httpx.HTTPError, OSError, ValidationError, PlainFault) as fault:
            log.error("the centre does not say what the broker is to know", fault=str(fault)[:300])
            return
        if answer.files is not None:
            self._take(answer)

    async def _ask(self, asked: AskedFor) -> FilesOut:
        token = (await asyncio.to_thread(self._options.token_file.read_text, "utf-8")).strip()
        answer = await self._http.post(
            f"/api/v1/brokers/elsewhere/{self._options.name}/files",
            json=asked.model_dump(),
            headers={"authorization": f"Bearer {token}"},
        )
        if answer.status_code != httpx.codes.OK:
            raise PlainFault(f"{answer.status_code}: {answer.text[:300]}")
        return FilesOut.model_validate_json(answer.content)

    def _take(self, answer: FilesOut) -> None:
        form = FORMS[answer.engine]
        told = answer.files or {}
        if strange := told.keys() - form.names:
            self.fault = f"the centre names files that {answer.engine} has not: {', '.join(sorted(strange))}"
            return
        folder: Path = self._options.folder
        try:
            files.write(folder, told)
        except OSError as fault:
            self.fault = f"{folder}: cannot be written: {fault.strerror or fault}"
            log.error("the broker's files cannot be written", fault=self.fault)
            return
        log.info("the broker's files are written", folder=str(folder), revision=answer.revision)
        self.held, self._written_s = answer.revision, self._clock.monotonic()
        self._remind(self._options.pid_file or folder / form.pid_file, form.program)
        self._told_once = self._options.pid_file or folder / form.pid_file, form.program

    def _remind(self, pid_file: Path, program: str) -> None:
        """Until it went well once after the first time."""
        try:
            files.remind(pid_file, program)
        except OSError as fault:
            self.fault = str(fault)
            log.error("the broker cannot be told", fault=self.fault)
        else:
            self.fault, self._told_once = "", None


def main(argv: Sequence[str] | None = None) -> int:
    """0: ended by a signal, or `--once` went well; 2: could not start; 1: `--once` did not go well."""
    options = parser().parse_args(argv)
    logging.configure("info")
    try:
        _check(options)
    except PlainFault as fault:
        return tell(fault)
    if options.once:
        return asyncio.run(_once(options))
    return run_until_signalled(lambda stop: keep_up(options, stop))


async def _once(options: argparse.Namespace) -> int:
    async with _client(options) as http:
        fetcher = Fetcher(http, options, SystemClock())
        await fetcher.look()
    if fetcher.held is None:
        sys.stderr.write(f"{fetcher.fault or 'the centre has not answered; see above'}\n")
        return 1
    sys.stdout.write(f"{options.folder}: 已写入 / written: {fetcher.held}\n")
    return 0


async def keep_up(options: argparse.Namespace, stop: asyncio.Event) -> None:
    """Look, until stopped."""
    async with _client(options) as http:
        fetcher = Fetcher(http, options, SystemClock())
        ready_line(f"{options.name} {options.centre}")
        while not stop.is_set():
            await fetcher.look()
            try:
                async with asyncio.timeout(options.every):
                    await stop.wait()
            except TimeoutError:
                continue


def _client(options: argparse.Namespace) -> httpx.AsyncClient:
    verify = True if options.ca is None else wire.tls_context(options.ca)
    return httpx.AsyncClient(base_url=options.centre, verify=verify, timeout=_TIMEOUT_S, trust_env=False)


def _check(options: argparse.Namespace) -> None:
    url = httpx.URL(options.centre)
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.host)):
        raise PlainFault("`--centre` begins with https://; without TLS only this machine is asked")
    for what in ("token_file", "ca"):
        file = getattr(options, what)
        if file is not None and not file.is_file():
            raise PlainFault(f"{file}: no such file; correct `--{what.replace('_', '-')}`")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.1 <= seconds <= 30:
        raise argparse.ArgumentTypeError("0.1 至 30 秒 / give 0.1 to 30 seconds")
    return seconds


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    parser = argparse.ArgumentParser(
        prog="steppewatch broker-files",
        description="使本机代理服务器的名单与另一主机上的平台一致"
        " / keeps the files of a broker on this host up with a centre on another",
    )
    parser.add_argument("--centre", required=True, metavar="URL", help="平台地址 / https://centre.example")
    parser.add_argument(
        "--name", required=True, help="本代理服务器的名称,见平台设置 / as `[[brokers.elsewhere]]` has it"
    )
    parser.add_argument(
        "--token-file", type=Path, required=True, metavar="FILE", help="令牌,权限 serve-brokers / a token"
    )
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="写到哪里 / where to")
    parser.add_argument(
        "--ca", type=Path, metavar="FILE", help="平台证书的签发机构 / who signed the centre's"
    )
    parser.add_argument("--pid-file", type=Path, metavar="FILE", help="进程号文件 / by itself in DIR")
    parser.add_argument("--every", type=_seconds, default=5.0, metavar="SECONDS")
    parser.add_argument("--once", action="store_true", help="只写一次 / write once and end")
    return parser
