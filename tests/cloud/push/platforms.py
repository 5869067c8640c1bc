"""What platforms push in these tests, as they push it."""

from __future__ import annotations

import base64
import json
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from cloud.push import onenet

IMEI = "860000000000001"
DEV_EUI = "24e124535b316056"
TOKEN = "a-token-of-the-platform"


def ctwing(status: int, timestamp: int = 1_767_225_600_123, imei: str = IMEI, **more: Any) -> dict[str, Any]:
    data = {
        "TData": 30,
        "SNR": 1,
        "RSRP": 114,
        "IMEI": imei,
        "CSQ": 5,
        "Battery_Level": 100,
        "Alarm_Status": status,
        "AlarmLevel": 100,
    }
    return {
        "upPacketSN": -1,
        "upDataSN": -1,
        "topic": "v1/up/ad19prof",
        "timestamp": timestamp,
        "tenantId": "1",
        "serviceId": "",
        "protocol": "lwm2m",
        "productId": "2",
        "payload": {"serviceId": "notification", "serviceData": data},
        "messageType": "dataReport",
        "deviceType": "",
        "deviceId": "dev1",
        "assocAssetId": "",
        "IMSI": "1",
        "IMEI": imei,
    } | more


def transparent(data: bytes, imei: str = IMEI) -> dict[str, Any]:
    return ctwing(7, imei=imei) | {"payload": {"APPdata": base64.b64encode(data).decode()}}


def onenet_message(alarm: bool, identifier: str = "1", imei: str = IMEI) -> str:
    return json.dumps(
        {
            "imei": imei,
            "deviceName": "d",
            "messageType": "notify",
            "notifyType": "property",
            "data": {
                "id": identifier,
                "params": {
                    "smoke_alarm": {"value": alarm, "time": 1_767_225_600_000},
                    "battery": {"value": 88},
                },
            },
        }
    )


def onenet_push(
    message: str, mark: str = "m1", nonce: str = "abcd1234", token: str = TOKEN
) -> dict[str, Any]:
    return {
        "msg": message,
        "nonce": nonce,
        "signature": onenet.signature(token, nonce, message.encode()),
        "time": 1_767_225_600_001,
        "id": mark,
    }


def encrypted(message: str, key: str) -> str:
    """As OneNET encrypts: by a key of 16 characters, or by one of 43 with filling and length before."""
    plain = message.encode()
    if len(key) == 16:
        secret = key.encode()
    else:
        secret = base64.b64decode(key + "=")
        plain = os.urandom(16) + len(plain).to_bytes(4, "big") + plain
    count = 16 - len(plain) % 16
    plain += bytes((count,)) * count
    encryptor = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def chirpstack(data: str, mark: str = "d3", counter: int = 3, eui: str = DEV_EUI) -> dict[str, Any]:
    return {
        "deduplicationId": mark,
        "time": "2026-01-01T00:00:00.123456789+00:00",
        "deviceInfo": {"tenantName": "t", "applicationName": "a", "deviceName": "d", "devEui": eui},
        "devAddr": "01020304",
        "fCnt": counter,
        "fPort": 85,
        "data": data,
    }


def tts(data: str, counter: int = 13, port: int = 85, eui: str = DEV_EUI.upper()) -> dict[str, Any]:
    return {
        "end_device_ids": {"device_id": "d", "dev_eui": eui},
        "received_at": "2026-01-01T00:00:00Z",
        "uplink_message": {
            "session_key_id": "AX",
            "f_port": port,
            "f_cnt": counter,
            "frm_payload": data,
            "rx_metadata": [{"rssi": -60}],
        },
    }


#: Milesight GS524N: smoke, over, and the maker's test report. TG563A: smoke.
GS524N_SMOKE, GS524N_NORMAL, GS524N_TEST = "IhFaJSkl", "IhdaAPty", "Ih5kABxA"
TG563A_SMOKE = "AX4VAQE="
