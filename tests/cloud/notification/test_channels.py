"""One contract for every channel, against real servers on loopback that check what the true ones check."""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import pytest

from cloud.database.engine import sqlite_url
from cloud.live import repository as change_log
from cloud.notification.channels.choice import Workshop, open_workshop
from cloud.notification.channels.port import Channel, Letter
from cloud.notification.forms import ChannelKind
from cloud.notification.settings import NotificationSettings
from cloud.notification.states import Result
from cloud.notification.tables import Notification
from runtime.clock import SystemClock
from tests.cloud.notification import servers
from tests.cloud.notification.servers import Other, Relay, other, relay, saying
from tests.cloud.notification.site import HERE, PAGE, Site
from tests.cloud.notification.test_words import AT, FIRE
from tests.cloud.records import make_empty

Contexts = tuple[ssl.SSLContext, ssl.SSLContext]
KINDS: tuple[str, ...] = get_args(ChannelKind)
BY_HTTP = ("webhook", "sms", "voice", "cap", "wecom", "dingtalk")
JUDGES = {
    "webhook": servers.judge_platform,
    "sms": servers.judge_provider,
    "voice": servers.judge_provider,
    "cap": servers.judge_cap,
    "wecom": servers.judge_wecom,
    "dingtalk": servers.judge_dingtalk,
}
PATHS = {
    "wecom": f"/cgi-bin/webhook/send?key={servers.WECOM_KEY}",
    "dingtalk": f"/robot/send?access_token={servers.DINGTALK_TOKEN}",
}
SECRETS: dict[str, dict[str, str]] = {
    "webhook": {"secret": servers.WEBHOOK_SECRET},
    "sms": {"token": servers.PROVIDER_TOKEN},
    "voice": {"token": servers.PROVIDER_TOKEN},
    "dingtalk": {"sign": servers.DINGTALK_SECRET},
    "email": {"password": servers.RELAY_PASSWORD},
}
FORMS: dict[str, dict[str, Any]] = {
    "cap": {"kind": "cap", "sender": "centre@fire.example.cn"},
    "email": {"kind": "email", "host": "127.0.0.1", "sender": "alarm@fire.example.cn", "username": "alarm"},
}


@dataclass
class Bench:
    """A channel, its other side, and a letter for it."""

    kind: str
    site: Site
    make: Callable[..., Channel]
    far: Other | Relay | None
    letter: Letter

    def said(self) -> list[str]:
        """What has come, as text."""
        if isinstance(self.far, Relay):
            return [mail.as_string() + mail.get_content() for mail in self.far.mails]
        if isinstance(self.far, Other):
            return [
                json.dumps(json.loads(one.body), ensure_ascii=False)
                if self.kind != "cap"
                else one.body.decode()
                for one in self.far.came
            ]
        with self.site.database.read() as session:
            changes = change_log.after(session, 0, 100)
            return [change.payload for change in changes if change.kind == "notification"]


@pytest.fixture(params=KINDS)
async def bench(request: pytest.FixtureRequest, tmp_path: Path, contexts: Contexts) -> AsyncIterator[Bench]:
    async with bench_of(request.param, tmp_path, contexts) as made:
        yield made


@pytest.fixture(params=BY_HTTP)
async def by_http(request: pytest.FixtureRequest, tmp_path: Path, contexts: Contexts) -> AsyncIterator[Bench]:
    async with bench_of(request.param, tmp_path, contexts) as made:
        yield made


@asynccontextmanager
async def bench_of(kind: str, tmp_path: Path, contexts: Contexts) -> AsyncIterator[Bench]:
    make_empty(tmp_path / "cloud.sqlite3")
    site = Site(tmp_path, sqlite_url(tmp_path / "cloud.sqlite3"))
    settings = NotificationSettings(allow_networks=HERE, timeout_s=1.0)
    shops: list[Workshop] = []
    with ExitStack() as held:
        far: Other | Relay | None = None
        if kind in JUDGES:
            far = held.enter_context(other(JUDGES[kind], PATHS.get(kind, "/take")))
        elif kind == "email":
            far = held.enter_context(relay(contexts[0]))

        def make(**changed: Any) -> Channel:
            form = FORMS.get(kind, {"kind": kind}) | ({"port": far.port} if isinstance(far, Relay) else {})
            secrets = SECRETS.get(kind, {}) | ({"url": far.url} if isinstance(far, Other) else {})
            form |= {name: value for name, value in changed.items() if name not in ("url", "password")}
            secrets |= {name: value for name, value in changed.items() if name in ("url", "password")}
            shop = open_workshop(site.database, settings, SystemClock(), contexts[1])
            shops.append(shop)
            return shop.channel(PAGE, form, secrets)

        address = {"email": "wf@example.cn", "sms": "13904711234", "voice": "13904711234"}.get(kind, "")
        with site.database.write() as session:
            row = _row()
            session.add(row)
            session.flush()
            letter = Letter(row.id, row.message_id, address, "both", FIRE, AT, {"area": "150102"})
        yield Bench(kind, site, make, far, letter)
        for shop in shops:
            await shop.close()
    site.close()


def _row() -> Notification:
    return Notification(
        message_id="ntf_7",
        channel_id=PAGE,
        target="channel",
        rank=0,
        kind="fire",
        moment="raised",
        gathers="x",
        area="150102",
        at=AT,
        state="queued",
        created_at=AT,
        due_at=AT,
        next_at=AT,
    )


async def test_a_letter_arrives_with_what_matters(bench: Bench) -> None:
    outcome = await bench.make().send(bench.letter)
    assert outcome.result in (Result.DELIVERED, Result.SENT), outcome
    [said] = bench.said()
    assert "火警" in said
    assert "待核实" in said
    assert "测试" not in said


async def test_a_test_is_marked_in_the_receiver_s_languages(bench: Bench) -> None:
    letter = replace(bench.letter, notice=replace(FIRE, test=True))
    assert (await bench.make().send(letter)).result in (Result.DELIVERED, Result.SENT)
    [said] = bench.said()
    assert "【测试】" in said
    assert "[TEST]" in said or "［TEST］" in said or bench.kind in ("sms", "voice")
    assert "火警" not in said


async def test_the_same_letter_bears_the_same_id_each_time(bench: Bench) -> None:
    channel = bench.make()
    for _ in range(2):
        await channel.send(bench.letter)
    said = bench.said()
    if bench.kind == "page":
        assert len(said) == 1, "told exactly once"
    elif channel.idempotent:
        assert all("ntf_7" in one for one in said)
        assert len(said) == 2


async def test_nobody_there_is_tried_again_and_no_secret_is_said(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    if bench.kind == "page":
        return
    caplog.set_level(logging.DEBUG)
    if bench.kind == "email":
        channel = bench.make(port=1)
    else:
        channel = bench.make(url=f"http://127.0.0.1:1/{PATHS.get(bench.kind, '/take')}")
    outcome = await channel.send(bench.letter)
    assert outcome.result is Result.RETRY
    assert outcome.answer
    _holds_no_secret(outcome.answer)


async def test_an_inner_address_is_not_spoken_to(by_http: Bench) -> None:
    outcome = await by_http.make(url="https://10.0.0.1/x?key=hidden").send(by_http.letter)
    assert outcome.result is Result.RETRY
    assert "notification.allow_networks" in outcome.answer
    assert "hidden" not in outcome.answer


async def test_a_redirect_is_not_followed(by_http: Bench) -> None:
    assert isinstance(by_http.far, Other)
    by_http.far.answer(302, "", location="http://127.0.0.1:1/elsewhere")
    outcome = await by_http.make().send(by_http.letter)
    assert outcome.result in (Result.RETRY, Result.REFUSED)
    assert len(by_http.far.came) == 1


@pytest.mark.parametrize(
    "said",
    [
        "x" * 3_000_000,
        "[" * 4_000,
        '{"errcode": "0"}',
        "null",
        "\x00\x1b[2J",
        '{"accepted": "yes"}',
        "\ud7ff",
    ],
)
async def test_a_hostile_answer_is_neither_taken_nor_kept_whole(by_http: Bench, said: str) -> None:
    assert isinstance(by_http.far, Other)
    by_http.far.answer(500 if by_http.kind in ("webhook", "cap") else 200, said)
    outcome = await by_http.make().send(by_http.letter)
    assert outcome.result is Result.RETRY
    assert len(outcome.answer) <= 512
    assert outcome.answer.isprintable()


async def test_an_answer_that_says_the_secrets_back_does_not_spread_them(by_http: Bench) -> None:
    assert isinstance(by_http.far, Other)
    secrets = " ".join((by_http.far.url, *SECRETS.get(by_http.kind, {}).values()))
    by_http.far.answer(400, f"you sent {secrets}")
    outcome = await by_http.make().send(by_http.letter)
    _holds_no_secret(outcome.answer)


async def test_a_slow_answer_ends_in_time(by_http: Bench) -> None:
    async with saying(b"HTTP/1.1 200 OK\r\nx: ", b"y", b"\r\n\r\n") as port, asyncio.timeout(20):
        outcome = await by_http.make(url=f"http://127.0.0.1:{port}/x?access_token=t").send(by_http.letter)
    assert (outcome.result, outcome.answer) == (Result.RETRY, "no answer within 1 s")


async def test_a_cut_line_is_tried_again(by_http: Bench) -> None:
    async with saying(b"HTTP/1.1 200 OK\r\ncontent-le", b"", b"\r\n\r\n") as port:
        outcome = await by_http.make(url=f"http://127.0.0.1:{port}/x?access_token=t").send(by_http.letter)
    assert outcome.result is Result.RETRY


async def test_no_address_of_a_robot_reaches_the_log(
    by_http: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    from runtime import logging as ours

    for name, level in ours._QUIET.items():
        logging.getLogger(name).setLevel(level)
    caplog.set_level(logging.DEBUG)
    await by_http.make().send(by_http.letter)
    _holds_no_secret(caplog.text)


def _holds_no_secret(text: str) -> None:
    for secret in (
        servers.WECOM_KEY,
        servers.DINGTALK_TOKEN,
        servers.DINGTALK_SECRET,
        servers.PROVIDER_TOKEN,
        servers.WEBHOOK_SECRET,
        servers.RELAY_PASSWORD,
    ):
        assert secret not in text


# What is a channel's own.


@pytest.mark.parametrize(
    ("kind", "code", "result", "rest_s"),
    [
        ("wecom", 45009, Result.RETRY, 60.0),
        ("wecom", 93000, Result.REFUSED, None),
        ("wecom", -1, Result.RETRY, None),
        ("dingtalk", 130101, Result.RETRY, 600.0),
        ("dingtalk", 310000, Result.REFUSED, None),
        ("dingtalk", 424242, Result.RETRY, None),
    ],
)
async def test_a_robot_s_error_code_is_read(
    kind: str, code: int, result: Result, rest_s: float | None, tmp_path: Path, contexts: Any
) -> None:
    async with bench_of(kind, tmp_path, contexts) as bench:
        assert isinstance(bench.far, Other)
        bench.far.answer(200, {"errcode": code, "errmsg": "no"})
        outcome = await bench.make().send(bench.letter)
        assert (outcome.result, outcome.status, outcome.rest_s) == (result, code, rest_s)


async def test_a_wrong_signature_of_dingtalk_is_refused(tmp_path: Path, contexts: Any) -> None:
    async with bench_of("dingtalk", tmp_path, contexts) as bench:
        channel = bench.make()
        channel._secrets["sign"] = "SECwrong"  # type: ignore[attr-defined]
        outcome = await channel.send(bench.letter)
        assert (outcome.result, outcome.status) == (Result.REFUSED, 310000)


async def test_no_name_makes_a_link_or_calls_everybody(tmp_path: Path, contexts: Any) -> None:
    forged = replace(FIRE, organisation="[click](http://x) <@all> @所有人")
    async with bench_of("wecom", tmp_path, contexts) as bench:
        await bench.make().send(replace(bench.letter, notice=forged))
        [said] = bench.said()
        assert "<@all>" not in said
        assert "[click]" not in said
        assert "@所有人" not in said


async def test_a_provider_s_refusal_is_final_and_its_name_for_a_message_kept(
    tmp_path: Path, contexts: Any
) -> None:
    async with bench_of("sms", tmp_path, contexts) as bench:
        assert isinstance(bench.far, Other)
        outcome = await bench.make().send(bench.letter)
        assert (outcome.result, outcome.provider_id) == (Result.SENT, "p-ntf_7")
        assert len(bench.far.came[0].json["text"]) <= 70
        bench.far.answer(200, {"accepted": False, "reason": "black list"})
        assert (await bench.make().send(bench.letter)).result is Result.REFUSED
        bench.far.answer(429, "", retry_after="90")
        outcome = await bench.make().send(bench.letter)
        assert (outcome.result, outcome.rest_s) == (Result.RETRY, 90.0)


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_mail_goes_over_tls_with_a_login(security: str, tmp_path: Path, contexts: Any) -> None:
    async with bench_of("email", tmp_path, contexts) as bench:
        with relay(contexts[0], security) as far:
            outcome = await bench.make(security=security, port=far.port).send(bench.letter)
        assert outcome.result is Result.SENT, outcome
        [mail] = far.mails
        assert mail["Message-ID"] == "<ntf_7@fire.example.cn>"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["X-Recipients"] == "wf@example.cn"
        assert "火警(待核实)" in mail["Subject"]
        assert far.logins == 1


async def test_a_relay_with_another_s_certificate_gets_no_password(tmp_path: Path, contexts: Any) -> None:
    async with bench_of("email", tmp_path, (contexts[0], ssl.create_default_context())) as bench:
        outcome = await bench.make().send(bench.letter)
        assert outcome.result is Result.RETRY
        assert isinstance(bench.far, Relay)
        assert bench.far.logins == 0


@pytest.mark.parametrize(
    ("refusal", "result"),
    [("550 no such mailbox", Result.REFUSED), ("450 busy", Result.RETRY), ("552 full", Result.REFUSED)],
)
async def test_a_relay_s_refusal_is_read(refusal: str, result: Result, tmp_path: Path, contexts: Any) -> None:
    async with bench_of("email", tmp_path, contexts) as bench:
        assert isinstance(bench.far, Relay)
        bench.far.refusals.append(refusal)
        outcome = await bench.make().send(bench.letter)
        assert (outcome.result, outcome.status) == (result, int(refusal[:3]))


async def test_a_wrong_password_is_ours_to_mend(tmp_path: Path, contexts: Any) -> None:
    async with bench_of("email", tmp_path, contexts) as bench:
        outcome = await bench.make(password="wrong-one").send(bench.letter)
        assert (outcome.result, outcome.status) == (Result.RETRY, 535)


@pytest.mark.parametrize(
    ("opening", "drip"),
    [
        (b"", b""),
        (b"220 " + b"x" * 1_000_000, b""),
        (b"220-", b"x"),
        (b"554 go away\r\n", b""),
        (b"", b"220-x\r\n"),
    ],
)
async def test_a_hostile_relay_ends_in_time(
    opening: bytes, drip: bytes, tmp_path: Path, contexts: Any
) -> None:
    async with bench_of("email", tmp_path, contexts) as bench, saying(opening, drip) as port:
        async with asyncio.timeout(20):
            outcome = await bench.make(port=port).send(bench.letter)
    assert outcome.result in (Result.RETRY, Result.REFUSED)
    assert len(outcome.answer) <= 512


async def test_what_is_over_is_cancelled_only_where_it_was_told(tmp_path: Path, contexts: Any) -> None:
    from cloud.notification.moments import Moment

    over = replace(FIRE, moment=Moment.CLOSED)
    async with bench_of("cap", tmp_path, contexts) as bench:
        outcome = await bench.make().send(replace(bench.letter, notice=over))
        assert outcome.result is Result.REFUSED
        told = replace(bench.letter, notice=over, facts={"before": [("ntf_1", AT)]})
        assert (await bench.make().send(told)).result is Result.DELIVERED
        [said] = bench.said()
        assert "<msgType>Cancel</msgType>" in said
