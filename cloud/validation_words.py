"""What is wrong with a parameter or field, in Chinese: a sentence for each kind of error that pydantic tells.

The last of the kinds are our own. The others, and what fills the braces:
https://docs.pydantic.dev/latest/errors/validation_errors/
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
    # Kinds of our own.
    "outside_region": "位置不在本区域内,经度和纬度可能填反了",
    "half_point": "监测网关和部件须同时填写,或都不填",
    "crew_apart": "人员请填在随车人数(crew)中",
    "gb28181_code": "GB/T 28181 编码应为 20 位数字",
    "stream_address": "应为带主机名的地址,以 {schemes} 之一开头",
    "stream_login": "地址中不能带用户名和密码,否则能查看的人都会看到",
    "one_thing": "一个链接只打开一样:车辆、站点或灾情,请选一项",
}


def in_chinese(error: Mapping[str, Any]) -> str:
    """What one of pydantic's errors says; in its own words where no sentence stands for its kind."""
    words = WORDS.get(str(error.get("type")))
    if words is None:
        return str(error["msg"])
    told: Mapping[str, Any] = error.get("ctx") or {}
    return words.format_map({name: str(value).replace(" or ", " 或 ") for name, value in told.items()})
