"""What a profile says of the bytes of a short binary report, such as a LoRaWAN uplink carries."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from device_profiles.record import Record

#: Bytes that each number type takes.
SIZES = {"u8": 1, "i8": 1, "u16": 2, "i16": 2, "u24": 3, "u32": 4, "i32": 4, "f32": 4}
MAX_BYTES = 1024


def _hex(text: str) -> str:
    try:
        return bytes.fromhex(text).hex()
    except ValueError:
        raise ValueError(f"{text!r} is not hexadecimal") from None


Hex = Annotated[str, AfterValidator(_hex)]
Byte = Annotated[int, Field(ge=0, le=255)]
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class ByteField(Record):
    """A named value: where it begins, how it is packed, what one count is worth.

    `at` counts from 0, a negative one from the end. `bit` takes one bit as true or false, `bits` the bits
    from low to high as a number. `hex` and `ascii` take `size` bytes as text. A raw number in `none` means
    that the device has no value. The value is raw x `scale` + `offset`.
    """

    name: FieldName
    at: int = Field(ge=-MAX_BYTES, lt=MAX_BYTES)
    type: Literal["u8", "i8", "u16", "i16", "u24", "u32", "i32", "f32", "hex", "ascii"] = "u8"
    size: int = Field(default=0, ge=0, le=64)
    bit: int | None = Field(default=None, ge=0, le=31)
    bits: tuple[int, int] | None = None
    scale: float = 1.0
    offset: float = 0.0
    none: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _packed_one_way(self) -> ByteField:
        text = self.type in ("hex", "ascii")
        if text != bool(self.size):
            raise ValueError("`size` belongs to the types hex and ascii, and they need it")
        if self.bit is not None and self.bits is not None:
            raise ValueError("give `bit` or `bits`, not both")
        if (self.bit is not None or self.bits is not None) and self.type not in ("u8", "u16", "u24", "u32"):
            raise ValueError("bits are taken from an unsigned type; set `type` to u8, u16, u24 or u32")
        if self.bits is not None and not 0 <= self.bits[0] <= self.bits[1] < 8 * self.width:
            raise ValueError(f"`bits` {list(self.bits)} do not lie within {self.type}; give [low, high]")
        if self.bit is not None and self.bit >= 8 * self.width:
            raise ValueError(f"`bit` {self.bit} does not lie within {self.type}")
        return self

    @property
    def width(self) -> int:
        """Bytes that the field takes."""
        return self.size or SIZES[self.type]


class TlvItem(Record):
    """The value after one tag: its size, and its fields counted from its own first byte.

    Where the size depends on the value's first byte, `size_by_first` lists those that differ from `size`;
    fields beyond the end of a shorter one are not there.
    """

    size: int = Field(ge=0, le=255)
    size_by_first: dict[Byte, int] = Field(default_factory=dict)
    fields: tuple[ByteField, ...] = ()


class Tlv(Record):
    """Tags and values from `start` to the end, or as many as the byte at `count_at` says."""

    start: int = Field(default=0, ge=0, lt=MAX_BYTES)
    count_at: int | None = Field(default=None, ge=0, lt=MAX_BYTES)
    items: dict[Byte, TlvItem] = Field(min_length=1)


class ByteLayout(Record):
    """A whole binary report.

    `lengths` are the only lengths that are taken, `begins` the bytes every report begins with, `check` the
    sum that must hold over all of it. A field of `fields` that the report is too short for is not there.
    """

    endian: Literal["little", "big"] = "little"
    lengths: tuple[int, ...] = ()
    begins: Hex = ""
    check: Literal["none", "sum8-zero", "sum8-last", "xor8-last"] = "none"
    fields: tuple[ByteField, ...] = ()
    tlv: Tlv | None = None

    @model_validator(mode="after")
    def _says_something(self) -> ByteLayout:
        if not self.fields and self.tlv is None:
            raise ValueError("a layout needs `fields` or `tlv`")
        return self
