"""A bundle's file: the same bytes each time, and hostile ones refused before they do harm."""

import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_agent.delivery import archive, bundling, signing
from edge_agent.delivery.manifest import FOLDER, MAX_FILE_BYTES, BundledFile, BundleFault, Manifest, encode
from edge_agent.delivery.signing import SignatureFault
from edge_agent.delivery.target import Target
from runtime.faults import PlainFault
from tests.edge_agent.delivery.places import Workshop

CREATED = datetime(2026, 1, 2, tzinfo=UTC)


def manifest_of(*files: BundledFile) -> bytes:
    return encode(
        Manifest(
            version="1.0",
            sequence=1,
            created=CREATED,
            expires=CREATED,
            target=Target("3.11", "x86_64", 36),
            packages={},
            files=list(files),
        )
    )


class Small:
    """A bundle of two files, and the key that signs it."""

    def __init__(self, folder: Path) -> None:
        self.public = signing.read_public(signing.make_pair(folder / "key"))
        self.key = signing.read_private(folder / "key")
        (folder / "one").write_bytes(b"one" * 200)
        (folder / "two").write_bytes(b"")
        self.sources = [
            archive.Source("wheels/one.whl", folder / "one"),
            archive.Source("install.sh", folder / "two", 0o755),
        ]
        self.manifest = manifest_of(*(archive.describe(source) for source in self.sources))

    def written(self) -> bytes:
        target = io.BytesIO()
        archive.write(target, self.manifest, self.key.sign(self.manifest), self.sources, 1)
        return target.getvalue()

    def tar(self, *members: tuple[tarfile.TarInfo, bytes], manifest: bytes | None = None) -> io.BytesIO:
        """A signed beginning, followed by whatever an attacker likes."""
        data = self.manifest if manifest is None else manifest
        target = io.BytesIO()
        with tarfile.open(fileobj=target, mode="w", format=tarfile.GNU_FORMAT) as tar:
            for name, content in (("manifest.json", data), ("manifest.sig", self.key.sign(data))):
                header = tarfile.TarInfo(f"{FOLDER}/{name}")
                header.size = len(content)
                tar.addfile(header, io.BytesIO(content))
            for header, content in members:
                tar.addfile(header, io.BytesIO(content))
        target.seek(0)
        return target

    def read(self, data: bytes | io.BytesIO, folder: Path) -> Manifest:
        bundle = io.BytesIO(data) if isinstance(data, bytes) else data
        signed = archive.read_signed(bundle, [self.public])
        archive.unpack(bundle, signed.manifest, folder)
        return signed.manifest


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return Small(tmp_path_factory.mktemp("small"))


def member(name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE) -> tuple[tarfile.TarInfo, bytes]:
    header = tarfile.TarInfo(name)
    header.size, header.type = len(content), kind
    return header, content


def test_what_is_written_is_read_with_its_rights(small: Small, tmp_path: Path) -> None:
    small.read(small.written(), tmp_path)
    assert (tmp_path / "wheels" / "one.whl").read_bytes() == b"one" * 200
    assert (tmp_path / "install.sh").stat().st_mode & 0o777 == 0o755


def test_a_name_may_be_long_but_nothing_else_may_be_extended(small: Small, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"long")
    source = archive.Source(f"wheels/{'w' * 120}.whl", tmp_path / "file")
    manifest = manifest_of(archive.describe(source))
    target = io.BytesIO()
    archive.write(target, manifest, small.key.sign(manifest), [source], 1)
    small.read(target.getvalue(), tmp_path / "out")
    assert (tmp_path / "out" / source.path).read_bytes() == b"long"
    for old, new in ((b" path=", b" size="), (b" path=", b" linkp"), (b"path=steppe", b"path=../../")):
        with pytest.raises(BundleFault):
            small.read(target.getvalue().replace(old, new, 1), tmp_path / "hostile")
    assert not (tmp_path / "hostile").exists()


def test_the_same_order_gives_the_same_bytes(workshop: Workshop) -> None:
    say = lambda what, done, known: None  # noqa: E731
    order = workshop.order(created=CREATED)
    first = bundling.make(order, say).file.read_bytes()
    assert bundling.make(order, say).file.read_bytes() == first


@pytest.mark.parametrize(
    "hostile",
    [
        member(f"{FOLDER}/../../etc/passwd", b"x"),
        member("/etc/passwd", b"x"),
        member(f"{FOLDER}/a\\b", b"x"),
        member(f"{FOLDER}/wheels/one.whl", kind=tarfile.SYMTYPE),
        member(f"{FOLDER}/wheels/one.whl", kind=tarfile.LNKTYPE),
        member(f"{FOLDER}/wheels/one.whl", kind=tarfile.CHRTYPE),
        member(f"{FOLDER}/wheels", kind=tarfile.DIRTYPE),
        member(f"{FOLDER}/{'long' * 60}", b"x"),
        member(f"{FOLDER}/unlisted", b"x"),
        member(f"{FOLDER}/wheels/one.whl", b"other"),
    ],
    ids=[
        "up",
        "absolute",
        "backslash",
        "symlink",
        "hardlink",
        "device",
        "folder",
        "long",
        "unlisted",
        "size",
    ],
)
def test_a_hostile_member_is_refused(
    small: Small, tmp_path: Path, hostile: tuple[tarfile.TarInfo, bytes]
) -> None:
    hostile[0].linkname = "/etc/passwd"
    with pytest.raises(BundleFault):
        small.read(small.tar(hostile), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "file",
    [
        BundledFile("../x", 1, "0" * 64),
        BundledFile("a//b", 1, "0" * 64),
        BundledFile("manifest.json", 1, "0" * 64),
        BundledFile("big", MAX_FILE_BYTES + 1, "0" * 64),
    ],
)
def test_a_signed_manifest_is_not_believed_blindly(small: Small, tmp_path: Path, file: BundledFile) -> None:
    with pytest.raises(BundleFault):
        small.read(small.tar(manifest=manifest_of(file)), tmp_path)


def test_a_bundle_cut_anywhere_is_refused(small: Small, tmp_path: Path) -> None:
    whole = small.written()
    end = len(whole.rstrip(b"\0")) + 1
    for number, length in enumerate(range(0, end, 97)):
        with pytest.raises(PlainFault):
            small.read(whole[:length], tmp_path / str(number))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_flipped_bit_never_changes_what_is_installed(
    small: Small, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = bytearray(small.written())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= 1 << data.draw(st.integers(0, 7))
    folder = tmp_path_factory.mktemp("flip")
    try:
        small.read(bytes(whole), folder)
    except PlainFault:
        return
    assert (folder / "wheels" / "one.whl").read_bytes() == b"one" * 200
    assert (folder / "install.sh").read_bytes() == b""


@given(st.binary(max_size=2000))
def test_noise_is_refused_plainly(small: Small, noise: bytes) -> None:
    with pytest.raises(PlainFault):
        archive.read_signed(io.BytesIO(noise), [small.public])


def test_no_key_but_the_trusted_one_will_do(small: Small, tmp_path: Path) -> None:
    other = signing.read_public(signing.make_pair(tmp_path / "other"))
    with pytest.raises(SignatureFault, match="not trusted"):
        archive.read_signed(io.BytesIO(small.written()), [other])
    assert archive.read_signed(io.BytesIO(small.written()), [other, small.public]).signer == small.public
