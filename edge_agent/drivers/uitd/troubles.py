"""What goes wrong between the gateway and transmission devices, in words for the people who can mend it."""

from __future__ import annotations

_WORDS = {
    "listen": (
        "无法监听:{0};请检查地址是否正确、端口是否被占用",
        "cannot listen: {0}; check the address, and whether something else holds the port",
    ),
    "not-let-in": (
        "{0}:拒绝连接,不在 allow 网段内;若属本楼请加入其网段",
        "{0}: refused, no network in `allow` holds it; add its network if it belongs here",
    ),
    "full": (
        "{0}:拒绝连接,已有 {1} 个连接;请查明来源或调大 max_connections",
        "{0}: refused, {1} connections are open already; see who they are, or raise max_connections",
    ),
    "damaged": (
        "报文损坏:{0};请检查线路和装置的协议版本",
        "damaged frame: {0}; check the line and the device's protocol version",
    ),
    "strikes": (
        "{0}:连续 {1} 个损坏报文,已断开;请确认它是用户信息传输装置",
        "{0}: {1} damaged frames in a row, closed; is it a transmission device?",
    ),
    "idle": ("{0}:{1:g} 秒无报文,已断开", "{0}: no frame for {1:g} s, closed"),
    "unread": (
        "装置不读取应答,连接已断开;请重启装置",
        "a device does not read its answers, closed; restart the device",
    ),
    "too-fast": (
        "{0}:超过允许速率,未确认一个报文;装置会重发",
        "{0}: faster than allowed, a frame was left unconfirmed; the device repeats it",
    ),
    "udp": ("UDP:{0}", "UDP: {0}"),
    "unlisted": (
        "未列出的装置 {0}({1});请加入 [[uitd.device]]",
        "device {0} ({1}) is not listed; add it as [[uitd.device]]",
    ),
    "inherited-fire": (
        "火警可能始于代理启动之前且来自未列出的部件:待装置报告正常监视或警情消除后结束;"
        "请在现场复位装置,并把该部件加入 [[uitd.device.point]]",
        "the fire may be from before the agent's start and of a component that is not listed: it ends when "
        "the device reports normal monitoring or alarm cleared; reset it on site, and list the component as "
        "[[uitd.device.point]]",
    ),
    "strange-fire": (
        "火警可能始于代理启动之前且来自未列出的装置:待该装置报告警情消除后结束;请把它加入 [[uitd.device]]",
        "the fire may be from before the agent's start and of a device that is not listed: it ends when that "
        "device reports alarm cleared or normal monitoring; list it as [[uitd.device]]",
    ),
    "not-stored": (
        "未能存盘:{0};未确认,装置会重发",
        "not stored: {0}; the device was not confirmed and will repeat",
    ),
    "lost": (
        "类型 {0} 发送 {1} 次无应答({2});请检查装置和线路",
        "no answer to type {0} after {1} sendings ({2}); check the device and its line",
    ),
}


def told(code: str, *values: object) -> str:
    """The trouble of that code with its places filled in, Chinese first."""
    zh, en = _WORDS[code]
    return f"{zh.format(*values)} / {en.format(*values)}"
