from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cloud.validation_words import in_chinese


class Told(BaseModel):
    model_config = ConfigDict(extra="forbid")

    whole: int = 1
    number: float = 1.0
    yes: bool = True
    few: Annotated[int, Field(ge=1, le=500)] = 1
    name: Annotated[str, Field(min_length=2, max_length=4, pattern="^[a-z]+$")] = "ab"
    kind: Literal["fire", "fault"] = "fire"
    parts: Annotated[list[str], Field(max_length=1)] = []


SAID = [
    ({"whole": "x"}, "应为整数"),
    ({"whole": 1.5}, "应为整数"),
    ({"number": "x"}, "应为数字"),
    ({"yes": "x"}, "应为 true 或 false"),
    ({"few": 0}, "不应小于 1"),
    ({"few": 501}, "不应大于 500"),
    ({"name": "a"}, "至少 2 个字符"),
    ({"name": "abcde"}, "最多 4 个字符"),
    ({"name": "AB"}, "格式不符,应符合 ^[a-z]+$"),
    ({"name": 5}, "应为文字"),
    ({"kind": "x"}, "应为 'fire' 或 'fault' 之一"),
    ({"parts": ["a", "b"]}, "最多 1 项"),
    ({"parts": "a"}, "应为列表"),
    ({"other": 1}, "没有这个字段"),
]


@pytest.mark.parametrize(("given", "said"), SAID)
def test_what_is_wrong_is_said_in_chinese(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Told.model_validate(given)
    assert in_chinese(dict(refused.value.errors()[0])) == said


def test_a_kind_without_a_sentence_is_told_in_its_own_words() -> None:
    assert in_chinese({"type": "value_error", "msg": "no such area"}) == "no such area"
