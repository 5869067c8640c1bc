"""Releases side by side: which stay, and what the links may point to."""

from pathlib import Path

from tests.edge_agent.delivery.places import Gateway, Workshop


def test_old_releases_go_and_what_is_linked_stays(tmp_path: Path, workshop: Workshop) -> None:
    gateway = Gateway(tmp_path / "gateway", workshop)
    layout = gateway.layout
    made = [gateway.place(f"1.{number}", sequence=number) for number in range(1, 7)]
    layout.point(layout.confirmed, made[0])
    layout.point(layout.current, made[1])
    (layout.releases / "1.9-interrupted").mkdir()
    removed = layout.prune(keep=3)
    assert removed == [*(release.name for release in made[2:5]), "1.9-interrupted"]
    assert layout.linked(layout.confirmed) == made[0]
    assert layout.linked(layout.current) == made[1]
    assert layout.release(made[5].name) == made[5]


def test_a_release_that_is_not_complete_is_none(tmp_path: Path, workshop: Workshop) -> None:
    gateway = Gateway(tmp_path / "gateway", workshop)
    release = gateway.place("1.1")
    gateway.layout.point(gateway.layout.current, release)
    (release.folder / "manifest.json").write_text('{"format": 1')
    assert gateway.layout.linked(gateway.layout.current) is None
    assert gateway.layout.linked(gateway.layout.confirmed) is None
