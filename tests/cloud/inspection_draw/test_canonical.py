from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.draw_verifier import verify_draw
from cloud.inspection_draw import canonical
from cloud.inspection_draw.canonical import NotCanonical

_TEXTS = st.text(st.sampled_from('草原 "\\\n\x0f\x7fé€a0'), max_size=20)
_NAMES = st.sampled_from(["a", "b", "ab", "A", "z_"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(_NAMES, inner),
    max_leaves=12,
)


@given(st.dictionaries(_NAMES, _VALUES))
def test_both_programs_write_every_document_alike(document: dict[str, object]) -> None:
    assert verify_draw.written(document) + b"\n" == canonical.to_file(document)


def test_the_form_is_that_of_rfc_8785() -> None:
    document = {"b": [True, None, 10], "a": '草原 "\\\n\x0f\x7f€', "A": {}}
    assert (
        canonical.canonical(document)
        == b'{"A":{},"a":"\xe8\x8d\x89\xe5\x8e\x9f \\"\\\\\\n\\u000f\x7f\xe2\x82\xac","b":[true,null,10]}'
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"a":1}', "not in canonical form from byte 7 on"),
        (b'{"a": 1}\n', "byte 5"),
        (b'{"b":1,"a":2}\n', "byte 2"),
        (b'{"a":1,"a":1}\n', "not in canonical form"),
        (b'{"a":1.0}\n', "1.0 is not a whole number"),
        (b'{"a":1e3}\n', "1e3 is not a whole number"),
        (b'{"a":NaN}\n', "NaN is not a whole number"),
        (b'{"a":"\\u8349"}\n', "not in canonical form"),
        (b'{"a":"\\ud800"}\n', "not the JSON of a draw"),
        (b'{"a":"e\xcc\x81"}\n', "NFC"),
        (b'{"a":"\xff"}\n', "byte 6 is not UTF-8"),
        (b"[1]\n", "not a JSON object"),
        (b"[" * 100_000, "nested without end"),
        (b'{"a":' + b"9" * 5_000 + b"}\n", "not the JSON of a draw"),
        (b'{"a":1}\n\n', "not in canonical form from byte 8 on"),
        (b'\xef\xbb\xbf{"a":1}\n', "not the JSON of a draw"),
    ],
)
def test_any_other_bytes_are_refused_by_both_programs(data: bytes, words: str) -> None:
    with pytest.raises(NotCanonical, match=words):
        canonical.from_file(data)
    with pytest.raises(verify_draw.Wrong):
        verify_draw.parsed(data)
