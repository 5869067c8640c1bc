"""The questions asked in their order; what comes of it is a draft of the settings, and the secrets."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from edge_agent.first_settings import forms
from edge_agent.first_settings.answers import Answers, Filled, Question
from runtime.faults import PlainFault


@dataclass(frozen=True)
class Table:
    """One table of the settings: its header, its values, and the questions that explain them."""

    header: str
    zh: str
    en: str
    values: Filled
    form: tuple[Question, ...]
    depth: int = 0


@dataclass
class Draft:
    """Tables in the order of the file, and secrets by the path they go to (relative to the file)."""

    tables: list[Table] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)


def interview(answers: Answers, spool: Path) -> Draft:
    """Ask everything. `spool` is where the spool lies unless the answers say otherwise. Raises PlainFault."""
    draft = Draft()
    gateway = answers.fill(forms.GATEWAY)
    draft.tables.append(Table("", "", "", gateway, forms.GATEWAY))
    _spool(draft, answers, spool)
    _uplink(draft, answers, str(gateway["gateway"]))
    taken: set[str] = set()
    for bus in answers.each("buses", "加一条总线? / add a bus?"):
        _bus(draft, bus, taken)
    answers.finish()
    return draft


def _spool(draft: Draft, answers: Answers, default: Path) -> None:
    below = answers.below("spool")
    known: Filled = {} if below.given.get("path") else {"path": str(default)}
    form = forms.SPOOL[1:] if known else forms.SPOOL
    values = below.fill(form, known)
    below.used.add("path")
    below.finish()
    words = ("断网断电时的落盘队列", "where messages wait for their receipts")
    draft.tables.append(Table("[spool]", *words, values, forms.SPOOL))


def _uplink(draft: Draft, answers: Answers, gateway: str) -> None:
    below = answers.below("uplink")
    form = forms.uplink(gateway)
    values = below.fill(form)
    below.finish()
    _keep_secret(draft, values, "gateway")
    draft.tables.append(Table("[uplink]", "云端 MQTT 服务器", "the cloud's broker", values, form))


def _bus(draft: Draft, answers: Answers, taken: set[str]) -> None:
    kind_name = str(answers.fill((forms.KIND,))["kind"])
    kind = forms.KINDS[kind_name]
    form = (forms.bus_name(taken), *kind.form)
    values = answers.fill(form)
    name = str(values["bus"])
    taken.add(name)
    _keep_secret(draft, values, name)
    order: Filled = {"bus": name, **kind.fixed, **values}
    draft.tables.append(Table(f"[[{kind.table}]]", kind.zh, kind.en, order, form))
    if kind.inner is None:
        return
    key, inner, form, at_least, ask = kind.inner
    count = 0
    for entry in answers.each(key, ask, at_least=at_least):
        count += 1
        draft.tables.append(Table(f"[[{kind.table}.{inner}]]", "", "", entry.fill(form), form, depth=1))
    if count < at_least:
        raise PlainFault(f"{answers.place}.{key}: 至少 {at_least} 项 / at least {at_least} is needed")


def _keep_secret(draft: Draft, values: Filled, name: str) -> None:
    """A password never stands in the settings: its file does."""
    password = str(values.pop("password", ""))
    if not values.get("password_file") and (
        password or (values.get("username") and not values.get("tls_cert"))
    ):
        values["password_file"] = f"{forms.IDENTITY}/{name}.password"
    if password:
        draft.secrets[str(values["password_file"])] = password + "\n"
