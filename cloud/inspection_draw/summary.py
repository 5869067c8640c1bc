"""A record in a screenful of text: plan, strata, what is drawn, and the hashes. Chinese first."""

from __future__ import annotations

from cloud.inspection_draw import words
from cloud.inspection_draw.canonical import Document
from cloud.inspection_draw.plan import shown_share


def of(document: Document) -> str:
    """The text, without a newline at its end."""
    plan, frame = document["plan"], document["frame"]
    lines = [
        f"{plan['title_zh']} {plan['title_en']} ({plan['number']}, {plan['date']})",
        f"名单 list: {len(frame['units'])} 家 units, {len(frame['inspectors'])} 名检查人员 inspectors,"
        f" 不看风险的比例 risk-blind share {shown_share(plan['risk_blind_share'])}",
    ]
    for given, row in zip(plan["strata"], frame["strata"], strict=True):
        lines.append(
            f"  {given['id']} {given['zh']} {given['en']}:"
            f" 基数 base {row['base']}, 应查 quota {row['quota']},"
            f" 必查 certain {row['certain']}, 抽取 drawn {row['draw']} (不看风险 risk-blind {row['blind']}),"
            f" 不抽 left out {row['excluded']}"
        )
    if "result" in document:
        lines += _result(document)
    lines += [
        f"{words.pair(words.SEALS[name])}: {document['seals'][name]}"
        for name in words.SEALS
        if name in document["seals"]
    ]
    return "\n".join(lines)


def _result(document: Document) -> list[str]:
    said, result = document["entropy"], document["result"]
    lines = [f"随机源数值 numbers: {said['key']}", f"种子 seed: {said['seed']}"]
    lines.append(f"抽中 drawn: {len(result['drawn'])} 家 units")
    lines += [
        f"  无法安排 cannot be served: {row['unit']}: 可派的 {row['able']} 名检查人员均已满额"
        f" each of the {row['able']} inspectors who may go there is full; raise their capacity"
        for row in result["unserved"]
    ]
    return lines
