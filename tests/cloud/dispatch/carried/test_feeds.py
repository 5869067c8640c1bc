"""What radios, drones and body cameras say, as their systems say it; and what is no such thing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.dispatch.carried.feeds import ADAPTERS, CarriedKind, read_body_camera, read_drone, read_pdt
from cloud.dispatch.carried.gb28181 import is_code
from telemetry.checksums import xor8

BODY = "GNRMC,080301.00,A,4048.6000,N,11137.2000,E,12.0,90.0,301126,,,A"
CODE = "15010300001320000001"
XML = (
    f'<?xml version="1.0" encoding="GB2312"?><Notify><CmdType>MobilePosition</CmdType><SN>1</SN>'
    f"<DeviceID>{CODE}</DeviceID><Time>2026-11-30T16:03:01</Time><Longitude>111.62</Longitude>"
    f"<Latitude>40.81</Latitude><Speed>5</Speed><Altitude>1060</Altitude></Notify>"
)
AT = 1_796_025_781_000


def rmc(body: str = BODY) -> bytes:
    return f"15010301 ${body}*{xor8(body.encode()):02X}\n".encode()


def test_a_radio_says_where_it_is() -> None:
    [heard] = read_pdt(rmc()).heard
    assert (heard.number, round(heard.latitude, 4), round(heard.longitude, 4)) == ("15010301", 40.81, 111.62)
    assert (round(heard.speed_kmh, 1), heard.at) == (22.2, AT)


def test_a_line_that_says_nothing_is_told_and_holds_up_no_other() -> None:
    read = read_pdt(b"15010301 $GNRMC,x*00\n" + rmc() + rmc(BODY.replace(",A,4", ",V,4")))
    assert [each.at for each in read.refused] == [1, 3]
    assert len(read.heard) == 1


def test_a_drone_says_it_in_integers() -> None:
    told = {"drone": "uav-1", "time_unix_usec": AT * 1000, "lat": 408_100_000, "lon": 1_116_200_000,
            "alt": 1_120_000, "vx": 300, "vy": 400}  # fmt: skip
    read = read_drone(json.dumps([told, told | {"lat": 10**12}]).encode())
    assert (read.heard[0].latitude, read.heard[0].altitude_m, round(read.heard[0].speed_kmh)) == (
        40.81,
        1120,
        18,
    )
    assert [each.at for each in read.refused] == [2]


def test_a_body_camera_says_it_by_gb28181() -> None:
    [heard] = read_body_camera(XML.encode("gb18030")).heard
    assert (heard.number, heard.latitude, heard.altitude_m, heard.at) == (CODE, 40.81, 1060, AT)


@pytest.mark.parametrize(
    "wrong",
    [
        XML.replace(CODE, "1234"),
        XML.replace("MobilePosition", "Catalog"),
        '<!DOCTYPE a [<!ENTITY b "c">]>' + XML,
        XML.replace("40.81", "140"),
        XML[:50],
    ],
)
def test_what_is_no_such_notification_is_refused_with_why(wrong: str) -> None:
    read = read_body_camera(wrong.encode())
    assert read.heard == []
    assert read.refused[0].why


@pytest.mark.parametrize("code", ["15010300001320000001", "11010000002000000001"])
def test_twenty_digits_are_a_code(code: str) -> None:
    assert is_code(code)


@pytest.mark.parametrize(
    "code", ["", "1501030000132000001", "99010300001320000001", "15010300000010000001", "a" * 20]
)
def test_what_is_no_code_is_none(code: str) -> None:
    assert not is_code(code)


@pytest.mark.parametrize("kind", list(CarriedKind))
@given(body=st.binary(max_size=200))
def test_no_bytes_break_an_adapter(kind: CarriedKind, body: bytes) -> None:
    read = ADAPTERS[kind](body)
    assert all(-90 <= each.latitude <= 90 for each in read.heard)
