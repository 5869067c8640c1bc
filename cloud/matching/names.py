"""An organisation's name as its parts: areas, what it is called, company form, branch, numbers. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from cloud.matching import areas
from cloud.matching.spelling import plain

#: Company forms and the kind that each is; the longest first.
_FORMS: Final = {
    "集团股份有限公司": "stock", "股份有限公司": "stock", "股份公司": "stock", "集团有限责任公司": "limited",
    "集团有限公司": "limited", "有限责任公司": "limited", "有限公司": "limited", "责任公司": "limited",
    "集团公司": "limited", "总公司": "company", "公司": "company", "集团": "company",
    "个体工商户": "household", "有限合伙": "partners", "普通合伙": "partners",
}  # fmt: skip
_FORM: Final = re.compile("|".join(_FORMS))
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_BRANCH: Final = re.compile(r"(?:分公司|支公司|分店|分院|分校|分部|支行|营业部|门店|店)$")
#: A branch at the end of a name without a company form; 酒店 and 饭店 are no branches.
_BRANCH_AT_END: Final = re.compile(
    r"(?P<core>.{3,}?)(?P<branch>(?:第?\d+|[^\d第店]{2,3})(?:分公司|支公司|分店|分院|分校|支行|营业部|门店)|第?\d+店)$"
)
_NUMBER: Final = re.compile(r"\d+")
_LEAST_CORE: Final = 2


class Name(NamedTuple):
    """`area`: the code that its areas pin down; `numbers`: those of the core and branch, in order."""

    whole: str
    area: str
    core: str
    form: str
    branch: str
    numbers: tuple[str, ...]


@lru_cache(maxsize=65_536)
def parts(text: str) -> Name:
    """Take a name apart; where nothing is recognised all of it is the core."""
    whole = plain(text)
    said: list[frozenset[str]] = []
    branch: list[str] = []
    forms: list[str] = []

    def bracketed(found: re.Match[str]) -> str:
        inside, rest = areas.leading(found[1], leave=0)
        if inside and not rest:
            said.extend(inside)
        elif found[1] in _FORMS:
            forms.append(_FORMS[found[1]])
        elif _BRANCH.search(found[1]):
            branch.append(found[1])
        else:
            return found[1]
        return ""

    text_left = _BRACKETS.sub(bracketed, whole)
    text_left = re.sub(r"[()#-]", "", text_left)
    leading, text_left = areas.leading(text_left, leave=_LEAST_CORE)
    form = _FORM.search(text_left, _LEAST_CORE)
    core = text_left
    if form is not None:
        core, behind = text_left[: form.start()], text_left[form.end() :]
        forms.append(_FORMS[form[0]])
        branch += [behind] if behind else []
    else:
        at_end = _BRANCH_AT_END.fullmatch(text_left)
        if at_end is not None:
            core = at_end["core"]
            branch.append(at_end["branch"])
    places = (*leading, *said)
    where = areas.narrowest(places) if areas.agree(places) else ""
    named = _branch("".join(branch))
    return Name(
        whole, where, core or text_left, forms[-1] if forms else "", named,
        tuple(_NUMBER.findall(core) + _NUMBER.findall(named)),
    )  # fmt: skip


def _branch(text: str) -> str:
    """What tells a branch from another: 第2分公司 and 2分店 are 2."""
    left = _BRANCH.sub("", text).removeprefix("第")
    short, rest = areas.leading(left, leave=0)
    # 呼和浩特分公司 and 呼和浩特市分公司 are one.
    where = areas.narrowest(short)
    return (where or "") + rest if text else ""
