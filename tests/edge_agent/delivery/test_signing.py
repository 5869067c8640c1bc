"""Key files: private ones private, never replaced, and faults that name the file and the cure."""

from pathlib import Path

import pytest

from edge_agent.delivery import signing
from edge_agent.delivery.signing import SignatureFault


def test_a_pair_signs_and_its_private_half_is_private(tmp_path: Path) -> None:
    public = signing.read_public(signing.make_pair(tmp_path / "key"))
    key = signing.read_private(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert signing.check(b"text", key.sign(b"text"), [public]) == public
    with pytest.raises(SignatureFault):
        signing.check(b"text!", key.sign(b"text"), [public])


def test_a_pair_is_never_replaced(tmp_path: Path) -> None:
    signing.make_pair(tmp_path / "key")
    before = (tmp_path / "key").read_bytes()
    with pytest.raises(SignatureFault, match="exists already"):
        signing.make_pair(tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == before


def test_a_private_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    signing.make_pair(tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(SignatureFault, match="chmod 600"):
        signing.read_private(tmp_path / "key")


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_what_is_no_key_is_told_with_its_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(0o600)
    for read in (signing.read_private, signing.read_public):
        with pytest.raises(SignatureFault, match=str(tmp_path / "key")):
            read(tmp_path / "key")


def test_an_empty_folder_trusts_nobody_and_says_so(tmp_path: Path) -> None:
    with pytest.raises(SignatureFault, match="no trusted key"):
        signing.trusted_keys(tmp_path)
