"""The sums and cyclic redundancy checks of serial protocols, as their documents name them."""

from __future__ import annotations


def sum8(data: bytes) -> int:
    """The sum of the bytes, modulo 256."""
    return sum(data) & 0xFF


def crc16_modbus(data: bytes) -> int:
    """CRC-16/MODBUS: polynomial 8005 reflected, initial value FFFF."""
    crc = 0xFFFF
    for byte in data:
        crc = (crc >> 8) ^ _MODBUS_TABLE[(crc ^ byte) & 0xFF]
    return crc


def _modbus_entry(crc: int) -> int:
    for _ in range(8):
        crc = (crc >> 1) ^ (0xA001 if crc & 1 else 0)
    return crc


_MODBUS_TABLE = tuple(map(_modbus_entry, range(256)))


def crc16_xmodem(data: bytes) -> int:
    """CRC-16/XMODEM: polynomial 1021, initial value 0000."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ (0x1021 if crc & 0x8000 else 0)) & 0xFFFF
    return crc


def xor8(data: bytes | bytearray | memoryview) -> int:
    """The exclusive or of the bytes: halves are laid upon each other until one byte is left."""
    bits = 8 << max(0, len(data) - 1).bit_length()
    folded = int.from_bytes(data, "big")
    while bits > 8:
        bits >>= 1
        folded = folded >> bits ^ folded & (1 << bits) - 1
    return folded
