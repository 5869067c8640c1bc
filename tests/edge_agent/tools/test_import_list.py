"""The site's list goes into the settings whole or not at all, and twice is the same as once."""

import json
from pathlib import Path

import pytest

from edge_agent.main import main
from edge_agent.plan import load_plan

SETTINGS = """# 现场配置,请勿丢失注释
gateway = "gw-1"
area = "150102"
[spool]
path = "spool"
[uplink]
port = 1884
[[modbus]]                     # 一号机
bus = "line-1"
host = "10.0.0.5"
  [[modbus.unit]]
  name = "panel-1"
  profile = "gst5000-modbus"
    [[modbus.unit.point]]      # 装修时加的
    loop = 1
    device = 23
    component_type = 40
    device_label = { zh = "302烟感", en = "302 smoke" }
    part = "kept"
[[serial]]
bus = "panel-2"
port = "/dev/ttyUSB0"
profile = "espa444-generic"
"""
LIST = "某楼点位表\n\n回路,地址,设备类型,名称,安装位置\n1,23,光电感烟,302烟感,三层302\n1,24,手报,,三层走廊\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "agent.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def run_import(site: Path, text: str, *more: str, bus: str = "line-1") -> int:
    (site / "list.csv").write_text(text, encoding="gbk")
    return main(["import", str(site / "list.csv"), "--config", str(site / "agent.toml"), "--bus", bus, *more])


def test_a_list_is_taken_in_and_comments_stay(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_import(site, LIST) == 0
    said = capsys.readouterr().out
    assert "+ 1-24" in said
    assert "~ 1-23  component_type: 40 -> 42; place:  -> 三层302" in said
    text = (site / "agent.toml").read_text(encoding="utf-8")
    assert "# 现场配置,请勿丢失注释" in text
    assert "# 装修时加的" in text
    plan = load_plan(site / "agent.toml")
    kept = plan.watched["kept"].part
    assert (kept.component_type, kept.device.en, kept.place.zh) == (42, "302 smoke", "三层302")
    assert {part.component_type for part in (entry.part for entry in plan.watched.values())} >= {42, 23}


def test_the_same_list_again_changes_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_import(site, LIST) == 0
    before = (site / "agent.toml").read_bytes()
    capsys.readouterr()
    assert run_import(site, LIST, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["added"], told["changed"], told["same"], told["written"]) == ([], {}, 2, False)
    assert (site / "agent.toml").read_bytes() == before


def test_what_the_list_lacks_stays_unless_it_is_to_go(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shorter = LIST.replace("1,23,光电感烟,302烟感,三层302\n", "")
    assert run_import(site, shorter) == 0
    assert "? 1-23  不在列表中，保留 / not in the list, kept" in capsys.readouterr().out
    assert "kept" in load_plan(site / "agent.toml").watched
    assert run_import(site, shorter, "--remove") == 0
    assert "- 1-23" in capsys.readouterr().out
    assert "kept" not in load_plan(site / "agent.toml").watched


def test_a_dry_run_writes_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_import(site, LIST, "--dry-run") == 0
    assert "dry run, nothing was written" in capsys.readouterr().out
    assert (site / "agent.toml").read_text(encoding="utf-8") == SETTINGS


def test_a_list_with_faults_changes_nothing_and_all_are_told(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_import(site, LIST + "1,24,手报,,doubled\n99,1,手报,,far\n1,30,手抱,,typo\n") == 1
    said = capsys.readouterr().err
    assert "行6 列B / row 6 column B" in said
    assert "行7 列A / row 7 column A" in said
    assert "行8 列C / row 8 column C" in said
    assert "3 处错误，没有写入" in said
    assert (site / "agent.toml").read_text(encoding="utf-8") == SETTINGS


def test_a_serial_panels_points_are_addresses(site: Path) -> None:
    assert run_import(site, LIST, bus="panel-2") == 0
    plan = load_plan(site / "agent.toml")
    assert [bus.name for bus in plan.buses] == ["line-1", "panel-2"]
    assert sum(entry.carrier == "panel-2" for entry in plan.watched.values()) == 2


def test_what_the_settings_cannot_take_is_told_and_nothing_is_written(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = SETTINGS.replace('part = "kept"', 'part = "panel-1"')
    (site / "agent.toml").write_text(broken, encoding="utf-8")
    assert run_import(site, LIST) == 2
    said = capsys.readouterr().err
    assert f"{site / 'agent.toml'}:" in said
    assert "nothing was written" in said
    assert (site / "agent.toml").read_text(encoding="utf-8") == broken
    assert sorted(path.name for path in site.iterdir()) == ["agent.toml", "list.csv"]


@pytest.mark.parametrize(
    ("bus", "more", "words"),
    [
        ("line-9", (), "no bus 'line-9'; there are: line-1, panel-2"),
        ("line-1", ("--device", "x"), "no device 'x'; there are: panel-1"),
        ("line-1", ("--sheet", "x", "--config", "/nowhere.toml"), "cannot be read"),
    ],
)
def test_what_is_not_there_is_told(
    site: Path, capsys: pytest.CaptureFixture[str], bus: str, more: tuple[str, ...], words: str
) -> None:
    assert run_import(site, LIST, *more, bus=bus) == 2
    assert words in capsys.readouterr().err


def test_the_template_is_written_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.xlsx"
    assert main(["import", "--template", str(path)]) == 0
    assert path.read_bytes()[:2] == b"PK"
    assert main(["import", "--template", str(path)]) == 2
    assert "exists already" in capsys.readouterr().err


def test_a_whole_building_is_taken_in(site: Path) -> None:
    rows = [f"{loop},{device},烟感,,{loop}层" for loop in range(1, 9) for device in range(1, 201)]
    assert run_import(site, "回路,地址,设备类型,名称,安装位置\n" + "\n".join(rows)) == 0
    assert len(load_plan(site / "agent.toml").watched) >= 1600


PANELS = """gateway = "gw-1"
area = "150102"
[spool]
path = "spool"
[uplink]
port = 1884
[[uitd]]
bus = "u"
listen_tcp = "127.0.0.1:26875"
  [[uitd.device]]
  address = "889"
  profile = "gb26875-generic"
  [[uitd.device]]
  address = "890"
  profile = "gb26875-generic"
[[serial]]
bus = "n"
port = "/dev/ttyUSB0"
profile = "notifier-printer"
[[serial]]
bus = "j"
port = "/dev/ttyUSB1"
profile = "jbf193k"
[[serial]]
bus = "g"
port = "/dev/ttyUSB2"
profile = "gst-crt"
[[mqtt]]
bus = "m"
discover = true
"""
BY_LOOP = "回路,地址,设备类型,位置\n1,23,烟感,a\n"


@pytest.mark.parametrize(
    ("bus", "more", "text", "address"),
    [
        ("u", ("--device", "890"), BY_LOOP, "1-23"),
        ("n", (), "地址,设备类型,位置\nL01D023,烟感,a\n", "1D23"),
        ("j", ("--panel", "1"), BY_LOOP, "1-1-23"),
        ("j", (), "编码,设备类型,位置\n01-02-017,烟感,a\n", "1-2-17"),
        ("g", (), "二次码,设备类型,位置\n001004,烟感,a\n", "1004"),
    ],
)
def test_every_panel_gets_its_points_as_it_names_them(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    bus: str,
    more: tuple[str, ...],
    text: str,
    address: str,
) -> None:
    (tmp_path / "agent.toml").write_text(PANELS, encoding="utf-8")
    assert run_import(tmp_path, text, *more, bus=bus) == 0
    assert f"+ {address}\n" in capsys.readouterr().out
    before = (tmp_path / "agent.toml").read_bytes()
    assert run_import(tmp_path, text, *more, bus=bus) == 0
    assert (tmp_path / "agent.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("bus", "code", "words"),
    [
        ("u", 2, "several devices, choose by --device: 889, 890"),
        ("j", 1, "complete it (the panel's number: --panel)"),
        ("m", 2, "have topics, not addresses; add [[mqtt.device]]"),
    ],
)
def test_a_bus_that_cannot_take_the_list_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], bus: str, code: int, words: str
) -> None:
    (tmp_path / "agent.toml").write_text(PANELS, encoding="utf-8")
    assert run_import(tmp_path, BY_LOOP, bus=bus) == code
    assert words in capsys.readouterr().err
    assert (tmp_path / "agent.toml").read_text(encoding="utf-8") == PANELS
