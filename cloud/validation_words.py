"""What is wrong with a parameter or field, in Chinese: a sentence for each kind of error that pydantic tells.

The kinds and what fills the braces: https://docs.pydantic.dev/latest/errors/validation_errors/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_NUMBER = "应为数字"
_WHOLE = "应为整数"

WORDS: Final[Mapping[str, str]] = {
    "missing": "必须填写",
    "extra_forbidden": "没有这个字段",
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": "数字过大",
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": "应为有限的数字",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "string_type": "应为文字",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "最多 {max_length} 个字符",
    "string_pattern_mismatch": "格式不符,应符合 {pattern}",
    "too_short": "至少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不应小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "不应大于 {le}",
    "enum": "应为 {expected} 之一",
    "literal_error": "应为 {expected} 之一",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "url_parsing": "不是有效的网址",
}


def in_chinese(error: Mapping[str, Any]) -> str:
    """What one of pydantic's errors says; in its own words where no sentence stands for its kind."""
    words = WORDS.get(str(error.get("type")))
    if words is None:
        return str(error["msg"])
    told: Mapping[str, Any] = error.get("ctx") or {}
    return words.format_map({name: str(value).replace(" or ", " 或 ") for name, value in told.items()})
