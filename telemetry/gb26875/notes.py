"""What was taken although the standard does not say it so: each oddity by name, in words for people."""

from __future__ import annotations

from typing import NamedTuple


class Note(NamedTuple):
    """One oddity of a frame that was read all the same."""

    code: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


_WORDS = {
    "main-version": ("主版本号为 {0},标准定为 {1}", "main version is {0}; the standard fixes {1}"),
    "header-time-invalid": ("包头时间标签无效:{0}", "the header's time label is no time: {0}"),
    "header-time-bcd": ("包头时间标签似为 BCD 码:{0}", "the header's time label looks like BCD: {0}"),
    "header-time-absent": ("包头无时间标签(全 {0})", "the header carries no time (all {0})"),
    "time-invalid": ("信息对象 {1} 的时间标签无效:{0}", "object {1}: the time label is no time: {0}"),
    "time-bcd": ("信息对象 {1} 的时间标签似为 BCD 码:{0}", "object {1}: the time label looks like BCD: {0}"),
    "time-absent": ("信息对象 {1} 无时间标签(全 {0})", "object {1} carries no time (all {0})"),
    "bit-0-in-alarm": (
        "信息对象 {0} 报警时第 0 位为 0(标准:测试),仍按报警处理",
        "object {0}: bit 0 is 0 (test, by the standard) while an alarm is set; the alarm counts",
    ),
    "reserved-bits": ("信息对象 {0} 的预留位被置位:{1}", "object {0}: reserved bits are set: {1}"),
    "extra-time": (
        "类型 {0} 的信息对象多带 6 字节时间标签",
        "objects of type {0} carry a time label that the standard does not give them",
    ),
    "missing-address": (
        "类型 {0} 的信息体缺系统类型和系统地址",
        "objects of type {0} lack system type and system address",
    ),
    "reserved-body": ("类型 {0} 的信息体仅为预留字节", "the body of type {0} is only a reserved byte"),
    "half-character": ("信息对象 {0} 的说明末尾有半个汉字", "object {0}: the text ends in half a character"),
    "text-garbled": (
        "信息对象 {0} 的说明含非 GB 18030 字节",
        "object {0}: the text holds bytes that are no GB 18030",
    ),
    "text-after-end": ("信息对象 {0} 的说明结束符后仍有字节", "object {0}: bytes follow the end of the text"),
    "count": (
        "信息对象数目写为 {0},实际 {1} 个",
        "the object count says {0}, but the bytes hold {1}",
    ),
    "count-limit": (
        "信息对象数目 {0} 超过该类型上限 {1}",
        "{0} objects; the standard allows this type {1}",
    ),
    "rest": ("有 {0} 字节未能解释:{1}", "{0} bytes are left over: {1}"),
    "unknown-type": ("未知类型标志 {0},原样保留", "type flag {0} is not known; its bytes are kept"),
    "short-adu": (
        "应用数据单元不足 2 字节(私有握手?)",
        "the application data unit has less than 2 bytes (a private handshake?)",
    ),
    "unknown-command": ("用户自定义命令字节 {0}", "command byte {0} is the user's own"),
    "unusual-command": (
        "类型 {0} 通常用命令 {2},此处为 {1}",
        "type {0} usually travels with command {2}, here with {1}",
    ),
    "user-defined": (
        "信息对象 {0} 用了用户自定义代码:{1}",
        "object {0} uses the user's own codes: {1}",
    ),
    "reserved-code": ("信息对象 {0} 用了预留代码:{1}", "object {0} uses reserved codes: {1}"),
    "out-of-range": (
        "信息对象 {0} 的模拟量 {1} 超出标准量程",
        "object {0}: the analog value {1} is outside the standard's range",
    ),
    "empty-upload": ("空应用数据单元:心跳", "an empty application data unit: a heartbeat"),
}


def note(code: str, *values: object) -> Note:
    """The note of that code, with its places filled in."""
    zh, en = _WORDS[code]
    return Note(code, zh.format(*values), en.format(*values))
