"""The page says everything in both languages, and says nothing that is not written down."""

import re
from pathlib import Path

import edge_agent.local
from telemetry.messages import Quality

PAGE = Path(edge_agent.local.__file__).parent / "page"


def words() -> dict[str, dict[str, str]]:
    text = (PAGE / "words.js").read_text(encoding="utf-8")
    found = {}
    for language in ("zh", "en"):
        block = re.search(rf"^  {language}: \{{\n(.*?)^  \}},", text, re.S | re.M)
        assert block is not None
        pairs = re.findall(r'(?:"([\w-]+)"|\b(\w+)): "((?:[^"\\]|\\.)*)"', block[1])
        found[language] = {quoted or bare: said for quoted, bare, said in pairs}
    return found


def test_both_languages_say_the_same_things() -> None:
    said = words()
    assert said["zh"].keys() == said["en"].keys()
    for key, text in said["zh"].items():
        assert set(re.findall(r"\{\w\}", text)) == set(re.findall(r"\{\w\}", said["en"][key])), key


def test_everything_that_the_page_asks_for_is_there() -> None:
    script = (PAGE / "page.js").read_text(encoding="utf-8") + (PAGE / "index.html").read_text(
        encoding="utf-8"
    )
    asked = set(re.findall(r'\bt\("(\w+)"', script)) | set(re.findall(r'data-t="(\w+)"', script))
    asked |= {f"quality_{quality.name.lower().replace('_', '-')}" for quality in Quality if quality}
    assert asked <= words()["zh"].keys()


def test_no_file_of_the_page_reaches_beyond_this_machine() -> None:
    for path in PAGE.iterdir():
        assert not re.search(r"https?://|@import|url\(", path.read_text(encoding="utf-8")), path.name
