from __future__ import annotations

from pathlib import Path

import pytest

from cloud.webhooks.keeping import SecretKeeper
from runtime.faults import PlainFault


def test_a_secret_is_kept_locked_and_opens_after_a_restart(tmp_path: Path) -> None:
    locked = SecretKeeper(tmp_path / "key").lock("whsec_abc")
    assert "abc" not in locked
    assert SecretKeeper(tmp_path / "key").open(locked) == "whsec_abc"
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_another_key_opens_nothing_and_says_what_to_do(tmp_path: Path) -> None:
    locked = SecretKeeper(tmp_path / "key").lock("whsec_abc")
    with pytest.raises(PlainFault, match="restore that file"):
        SecretKeeper(tmp_path / "other").open(locked)


def test_a_key_that_others_can_read_or_that_is_none_is_refused(tmp_path: Path) -> None:
    SecretKeeper(tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(PlainFault, match="chmod 600"):
        SecretKeeper(tmp_path / "key")
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "key").write_text("broken")
    with pytest.raises(PlainFault, match="no key"):
        SecretKeeper(tmp_path / "key")
    with pytest.raises(PlainFault, match="cannot be written"):
        SecretKeeper(tmp_path / "missing" / "key")
