"""The questions, as tables: the gateway, its broker, and each kind of bus with what hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from edge_agent.first_settings import checks, offers
from edge_agent.first_settings.answers import Filled, Question
from runtime.settings import is_loopback

IDENTITY = "identity"


def _always(text: str) -> Callable[[Filled], str]:
    return lambda filled: text


def _off_machine(filled: Filled) -> bool:
    return not is_loopback(str(filled.get("host", "127.0.0.1")))


def _names(key: str, zh: str, en: str) -> tuple[Question, Question]:
    return (
        Question(f"{key}.zh", zh, f"{en}, in Chinese", checks.words, _always("")),
        Question(f"{key}.en", f"{zh}(英文)", f"{en}, in English", checks.words, _always("")),
    )


def _profile(transport: str) -> Question:
    offered = offers.profiles(transport)
    return Question(
        "profile",
        "设备档案",
        "device profile",
        checks.one_of(lambda: [name for name, _ in offered()]),
        offers=offered,
    )


def _login(username: Callable[[Filled], str | None]) -> tuple[Question, ...]:
    """How a broker is reached and told who we are."""
    secret = Question(
        "password",
        "密码(回车:稍后自行放入文件)",
        "password (Enter: put the file there later)",
        checks.secret,
        _always(""),
        when=lambda filled: not filled.get("tls_cert"),
        secret=True,
    )
    return (
        Question("host", "MQTT 服务器地址", "the broker's host", checks.host, _always("127.0.0.1")),
        Question(
            "port",
            "端口",
            "port",
            checks.whole(1, 65_535),
            lambda filled: "8883" if _off_machine(filled) else "1883",
        ),
        Question(
            "tls_ca",
            "CA 证书文件",
            "the CA's certificate",
            checks.path,
            lambda filled: f"{IDENTITY}/ca.pem" if _off_machine(filled) else "",
            when=_off_machine,
        ),
        Question(
            "tls_cert",
            "本网关证书(留空用密码登录:输入 -)",
            "our certificate (- to log in by password)",
            lambda text: "" if text == "-" else checks.path(text),
            lambda filled: f"{IDENTITY}/gateway.crt" if _off_machine(filled) else "",
            when=_off_machine,
        ),
        Question(
            "tls_key",
            "本网关私钥",
            "our private key",
            checks.path,
            _always(f"{IDENTITY}/gateway.key"),
            when=lambda filled: bool(filled.get("tls_cert")),
        ),
        Question("username", "用户名", "user name", checks.name, username),
        secret,
        Question("password_file", "密码文件", "the password's file", checks.path, _always(""), quiet=True),
    )


GATEWAY = (
    Question("area", "行政区划代码(六位)", "administrative code, six digits", checks.area),
    Question(
        "gateway",
        "网关编号",
        "the gateway's id",
        checks.gateway,
        lambda filled: f"gw-{filled['area']}-0001",
    ),
    *_names("building", "建筑名称", "the building's name"),
)

SPOOL = (
    Question("path", "落盘队列文件", "the spool's file", checks.path, quiet=True),
    Question(
        "limit_mb",
        "队列上限 MB",
        "the spool's limit in MB",
        checks.whole(1, 65_536),
        _always("64"),
        quiet=True,
    ),
)


def uplink(gateway: str) -> tuple[Question, ...]:
    """The cloud's broker; the gateway's id is its user name there."""
    return _login(_always(gateway))


_PANEL = (
    *_names("device_label", "设备名称", "the device's name"),
    *_names("place", "安装位置", "its place"),
)
_UNIT = (
    Question("unit", "从站号", "unit id", checks.whole(0, 247), _always("1")),
    _profile("modbus"),
    *_PANEL,
)
_SERIAL_LINE = (
    Question("serial", "串口", "serial port", offers.port, offers=offers.serial_ports),
    Question("baudrate", "波特率", "baud rate", checks.whole(300, 115_200), _always("")),
    Question(
        "parity",
        "校验(N/E/O)",
        "parity (N/E/O)",
        checks.one_of(lambda: "NEOMS"),
        _always(""),
    ),
)
_NETWORK = (
    Question("host", "设备地址", "the device's address", checks.host),
    Question("port", "端口", "port", checks.whole(1, 65_535), _always("502")),
)
_UITD_DEVICE = (
    Question("address", "装置地址(源地址)", "the device's address", checks.words),
    _profile("uitd"),
    *_PANEL,
)
_DETECTOR = (
    Question("topic", "主题(不含后缀)", "topic, without its suffix", checks.topic),
    _profile("mqtt"),
    *_PANEL,
)


@dataclass(frozen=True)
class Kind:
    """A kind of bus: its table in the settings, its questions, and the tables that hang on it."""

    table: str
    zh: str
    en: str
    form: tuple[Question, ...]
    #: Settings that follow from the kind itself.
    fixed: Filled
    #: Key in the answers, key in the settings, questions of each, at least how many, what asks for more.
    inner: tuple[str, str, tuple[Question, ...], int, str] | None = None


_UNITS = ("units", "unit", _UNIT, 1, "再加一台从站? / another unit on this line?")
KINDS = {
    "modbus-tcp": Kind(
        "modbus", "Modbus TCP", "a panel behind Modbus TCP", _NETWORK, {"transport": "tcp"}, _UNITS
    ),
    "modbus-rtu": Kind(
        "modbus",
        "Modbus RTU 串口",
        "Modbus on a serial line",
        _SERIAL_LINE,
        {"transport": "rtu"},
        _UNITS,
    ),
    "modbus-rtu-over-tcp": Kind(
        "modbus",
        "串口服务器上的 Modbus RTU",
        "Modbus RTU behind a serial server",
        _NETWORK,
        {"transport": "rtu-over-tcp"},
        _UNITS,
    ),
    "serial": Kind(
        "serial",
        "串口火灾报警控制器",
        "a fire panel on a serial line",
        (
            Question("port", "串口", "serial port", offers.port, offers=offers.serial_ports),
            _profile("serial"),
            *_PANEL,
        ),
        {},
    ),
    "uitd": Kind(
        "uitd",
        "用户信息传输装置(GB/T 26875.3)",
        "user transmission devices, GB/T 26875.3",
        (
            Question("listen_tcp", "监听地址", "listen on", checks.listen, _always("127.0.0.1:26875")),
            Question(
                "allow",
                "允许的网段",
                "networks that may connect",
                checks.networks,
                when=lambda filled: not is_loopback(str(filled["listen_tcp"]).rpartition(":")[0]),
            ),
        ),
        {},
        ("devices", "device", _UITD_DEVICE, 0, "登记一台装置? / list a device?"),
    ),
    "mqtt": Kind(
        "mqtt",
        "楼内 MQTT 探测器",
        "detectors behind the building's broker",
        _login(_always("")),
        {},
        ("devices", "device", _DETECTOR, 0, "加一个探测器? / add a detector?"),
    ),
}


def bus_name(taken: Collection[str]) -> Question:
    """The name of the next bus, which no other has."""

    def check(text: str) -> str:
        if text in taken:
            raise ValueError(f"{text!r}: 总线重名 / another bus has this name; 换一个 / choose another")
        return checks.name(text)

    return Question("bus", "总线名称", "the bus's name", check, _always(f"bus-{len(taken) + 1}"))


KIND = Question(
    "kind",
    "总线类型",
    "kind of bus",
    checks.one_of(lambda: KINDS),
    offers=lambda: [(name, f"{kind.zh} / {kind.en}") for name, kind in KINDS.items()],
)
