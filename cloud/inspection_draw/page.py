"""A record as one page that needs no network: what is drawn, the list with its probabilities, the hashes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from cloud.inspection_draw import words
from cloud.inspection_draw.canonical import Document
from cloud.inspection_draw.plan import shown_share

_STYLE: Final = (
    "body{font:16px/1.5 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;max-width:70rem;margin:2rem auto;"
    "padding:0 1rem;color:#1a1a1a;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}caption{text-align:left;font-weight:bold}"
    "th,td{border:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top}"
    "th{background:#eee}code,td{overflow-wrap:anywhere}"
)


def of(document: Document) -> str:
    """The page as HTML; it says how to verify the record that it shows."""
    plan = document["plan"]
    parts = [
        f"<h1>{_both(plan['title_zh'], plan['title_en'])}</h1>",
        f"<p>{_both('计划编号', 'Plan')} {escape(plan['number'])}, {escape(plan['date'])}; "
        f"{_both('公布于', 'published at')} {escape(plan['published_at'])}; "
        f"{_both('冻结于', 'frozen at')} {escape(document['commitment']['frozen_at'])}; "
        f"{_both('不看风险的比例', 'risk-blind share')} {shown_share(plan['risk_blind_share'])}</p>",
        _seals(document),
        _how_to_verify(),
    ]
    if "result" in document:
        parts += [_entropy(document), *_result(document)]
    parts += [_strata(document), _units(document)]
    title = escape(plan["title_zh"])
    return (
        f'<!doctype html>\n<html lang="zh-CN">\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>{_STYLE}</style>\n'
        + "\n".join(parts)
        + "\n</html>\n"
    )


def _seals(document: Document) -> str:
    rows = (
        (words.pair(words.SEALS[name]), document["seals"][name])
        for name in words.SEALS
        if name in document["seals"]
    )
    return _table("摘要 SHA-256", ("文件 document", "SHA-256"), rows)


def _how_to_verify() -> str:
    return (
        f"<p>{_both('任何人都可核验:', 'Anyone can verify it:')}"
        " <code>python verify_draw.py RECORD --commitment SHA256</code></p>"
        f"<p>{_both('SHA256 为事先公布的承诺摘要。', 'SHA256: the commitment as seen beforehand.')}</p>"
    )


def _entropy(document: Document) -> str:
    given = {source["id"]: source for source in document["plan"]["entropy"]["sources"]}
    said = document["entropy"]
    rows = [
        (
            words.pair((given[entry["source"]]["zh"], given[entry["source"]]["en"])),
            ", ".join(map(str, entry["numbers"])),
        )
        for entry in said["values"]
    ]
    rows += [("RFC 3797 key", said["key"]), ("种子 seed", said["seed"])]
    return _table("随机源 sources of chance", ("来源 source", "数值 numbers"), rows)


def _result(document: Document) -> Iterable[str]:
    result = document["result"]
    names = {row["unit"]: row["name"] for row in document["frame"]["units"]}
    strata = {entry["id"]: words.pair((entry["zh"], entry["en"])) for entry in document["plan"]["strata"]}
    people = {row["inspector"]: row["name"] for row in document["frame"]["inspectors"]}
    yield _table(
        f"抽查结果 result: {len(result['drawn'])}",
        ("单位 unit", "名称 name", "分层 stratum", "方式 how", "检查人员 inspectors"),
        (
            (
                row["unit"],
                names[row["unit"]],
                strata[row["stratum"]],
                words.pair(words.SHARES[row["share"]]),
                ", ".join(f"{people[name]} ({name})" for name in row["inspectors"])
                or "– 无法安排 not served",
            )
            for row in result["drawn"]
        ),
    )
    yield _table(
        "递补顺序 reserves, in this order",
        ("分层 stratum", "单位 units"),
        ((strata[row["stratum"]], ", ".join(row["units"]) or "–") for row in result["reserves"]),
    )


def _strata(document: Document) -> str:
    given = document["plan"]["strata"]
    return _table(
        "分层 strata",
        ("分层 stratum", "每月 a month", "基数 base", "应查 quota", "必查 certain", "抽取 drawn",
         "其中不看风险 risk-blind", "不抽 left out"),
        (
            (
                f"{entry['id']} {entry['zh']} {entry['en']}",
                shown_share(entry["per_month"]),
                *(str(row[name]) for name in ("base", "quota", "certain", "draw", "blind", "excluded")),
            )
            for entry, row in zip(given, document["frame"]["strata"], strict=True)
        ),
    )  # fmt: skip


def _units(document: Document) -> str:
    whole = document["frame"]["denominator"]
    return _table(
        "名单与抽取概率 list and inclusion probabilities",
        ("单位 unit", "名称 name", "分层 stratum", "风险 risk", "信用 credit", "状态 standing", "概率 π"),
        (
            (
                row["unit"],
                row["name"],
                row["stratum"],
                row["risk"] or "–",
                row["credit"] or "–",
                words.standing(row["status"], row["reason"]),
                words.percent(row["chance"], whole),
            )
            for row in document["frame"]["units"]
        ),
    )


def _table(caption: str, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heading)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>" for cells in rows
    )
    return f"<table><caption>{escape(caption)}</caption>\n<tr>{head}</tr>\n{body}\n</table>"


def _both(zh: str, en: str) -> str:
    return f'{escape(zh)} <span lang="en">{escape(en)}</span>'
