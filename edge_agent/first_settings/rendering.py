"""A draft as a TOML file that explains itself in both languages."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator

from edge_agent.first_settings.answers import Filled, Question, Value
from edge_agent.first_settings.interview import Draft, Table

_HEAD = """\
# 草原哨网关代理配置 / settings of the Steppewatch gateway agent
#   edge-agent lint --config {name}      检查 / check
#   edge-agent import LIST.xlsx --config {name} --bus …   导入点位表 / import the site's list of points
# 相对路径从本文件所在目录算起 / Relative paths start at this file's folder.
"""
_COMMENT_COLUMN = 44


def render(draft: Draft, name: str) -> str:
    """The whole file."""
    parts = [_HEAD.format(name=name)]
    for table in draft.tables:
        parts.append("\n".join(_table(table)) + "\n")
    return "\n".join(parts)


def _table(table: Table) -> Iterator[str]:
    indent = "  " * table.depth
    if table.header:
        comment = f"# {table.zh} / {table.en}" if table.zh else ""
        yield _commented(indent + table.header, comment)
    words = {question.key: question for question in table.form}
    done = set()
    for key, value in table.values.items():
        top, _, inner = key.partition(".")
        if top in done or value in ("", []):
            continue
        if inner:
            done.add(top)
            yield _commented(
                f"{indent}{top} = {_halves(table.values, top)}", _explained(words.get(f"{top}.zh"))
            )
        else:
            yield _commented(f"{indent}{key} = {_toml(value)}", _explained(words.get(key)))


def _halves(values: Filled, top: str) -> str:
    given = {key.partition(".")[2]: value for key, value in values.items() if key.startswith(f"{top}.")}
    return "{ " + ", ".join(f"{half} = {_toml(value)}" for half, value in given.items() if value) + " }"


def _explained(question: Question | None) -> str:
    return f"# {question.zh} / {question.en.removesuffix(', in Chinese')}" if question else ""


def _commented(text: str, comment: str) -> str:
    width = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    return f"{text}{' ' * max(2, _COMMENT_COLUMN - width)}{comment}".rstrip()


def _toml(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        # A JSON string is a TOML basic string but for DEL, which TOML wants escaped.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    return str(value)
