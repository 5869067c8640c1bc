"""What is asked, what is refused at once, and the settings that come of it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.first_settings import checks
from edge_agent.first_settings.answers import Answers
from edge_agent.first_settings.interview import Draft, interview
from edge_agent.first_settings.rendering import render
from runtime.faults import PlainFault
from tests.edge_agent.first_settings.people import Typist

SPOOL = Path("/var/lib/steppewatch/spool.sqlite3")
SITE: dict[str, Any] = {"area": "150102", "building": {"zh": "示范楼", "en": "Demo"}, "uplink": {}}


def drafted(given: dict[str, Any]) -> Draft:
    return interview(Answers(given, None), SPOOL)


def settings_of(draft: Draft) -> dict[str, Any]:
    return tomllib.loads(render(draft, "agent.toml"))


def test_little_has_to_be_said() -> None:
    settings = settings_of(drafted({"area": "150102"}))
    assert settings["gateway"] == "gw-150102-0001"
    assert settings["spool"] == {"path": str(SPOOL), "limit_mb": 64}
    assert settings["uplink"]["username"] == "gw-150102-0001"


def test_every_key_is_explained_in_both_languages() -> None:
    text = render(drafted({**SITE, "buses": [{"kind": "mqtt", "bus": "detectors"}]}), "agent.toml")
    keys = [line for line in text.splitlines() if "=" in line and not line.startswith("#")]
    assert len(keys) > 8
    for line in keys:
        assert " / " in line.partition("#")[2], line


def test_off_this_machine_tls_is_taken_for_granted() -> None:
    draft = drafted({**SITE, "uplink": {"host": "mqtt.example.cn"}})
    uplink = settings_of(draft)["uplink"]
    assert uplink["port"] == 8883
    assert (uplink["tls_ca"], uplink["tls_key"]) == ("identity/ca.pem", "identity/gateway.key")
    assert "password_file" not in uplink
    assert draft.secrets == {}


def test_a_password_goes_into_a_file_of_its_own() -> None:
    draft = drafted({**SITE, "uplink": {"password": "geheim-口令"}})
    assert draft.secrets == {"identity/gateway.password": "geheim-口令\n"}
    text = render(draft, "agent.toml")
    assert "geheim" not in text
    assert tomllib.loads(text)["uplink"]["password_file"] == "identity/gateway.password"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"area": "15010"}, "^area: .*six digits"),
        ({"area": "990102"}, "^area: .*99.* no province"),
        ({}, "^area: .*is missing"),
        ({**SITE, "uplinc": {}}, "^uplinc: .*no such answer"),
        ({**SITE, "uplink": {"hosst": "x"}}, r"^uplink\.hosst: .*no such answer"),
        ({**SITE, "uplink": {"port": 70000}}, r"^uplink\.port: .*1 to 65535"),
        ({**SITE, "uplink": {"host": "256.1.1.1"}}, r"^uplink\.host: .*IP address"),
        ({**SITE, "uplink": 5}, r"^uplink: .*an object"),
        ({**SITE, "buses": {}}, r"^buses: .*a list"),
        ({**SITE, "buses": [{"kind": "canbus"}]}, r"^buses\[0\]\.kind: .*modbus-tcp"),
        (
            {**SITE, "buses": [{"kind": "modbus-tcp", "host": "10.0.0.5"}]},
            r"^buses\[0\]\.units: .*at least 1",
        ),
        (
            {**SITE, "buses": [{"kind": "serial", "port": "ttyS0", "profile": "espa444-generic"}]},
            r"^buses\[0\]\.port: .*/dev/ttyS0",
        ),
        (
            {**SITE, "buses": [{"kind": "mqtt", "devices": [{"topic": "a/#", "profile": "heiman-smoke"}]}]},
            r"^buses\[0\]\.devices\[0\]\.topic: ",
        ),
        (
            {**SITE, "buses": [{"kind": "mqtt", "bus": "a"}, {"kind": "mqtt", "bus": "a"}]},
            r"^buses\[1\]\.bus: .*another bus has this name",
        ),
        (
            {**SITE, "buses": [{"kind": "uitd", "listen_tcp": "10.0.0.9:26875"}]},
            r"^buses\[0\]\.allow: .*missing",
        ),
    ],
)
def test_a_wrong_answer_is_told_with_its_place_and_the_cure(answers: dict[str, Any], words: str) -> None:
    with pytest.raises(PlainFault, match=words):
        drafted(answers)


def test_a_person_is_asked_again_until_the_answer_will_do() -> None:
    person = Typist("nowhere", "15", "150102", "", "主楼", "", "", "", "", "secret", "n")
    draft = interview(Answers({}, person), SPOOL)
    assert settings_of(draft)["area"] == "150102"
    assert sum("✗" in line for line in person.shown) == 2
    assert draft.secrets == {"identity/gateway.password": "secret\n"}
    assert len(person.unseen) == 1


def test_a_person_may_choose_by_number() -> None:
    person = Typist("150102", "", "主楼", "", "", "", "", "")
    person.more(["y", "serial", "panel-1", "/dev/ttyS0", "1", "", "", "", "", "n"])
    (panel,) = settings_of(interview(Answers({}, person), SPOOL))["serial"]
    offered = [line.split()[1] for line in person.shown if line.strip().startswith("1)")]
    assert panel["profile"] == offered[-1]


def test_what_a_flag_says_is_not_asked() -> None:
    person = Typist("", "", "", "", "", "", "n")
    interview(Answers({"area": "150102", "building": {"zh": "楼", "en": "house"}}, person), SPOOL)
    assert not any("area" in prompt or "building" in prompt for prompt in person.asked)


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.text(st.characters(codec="utf-8"), max_size=40))
def test_whatever_may_be_said_comes_back_from_the_file(label: str, password: str) -> None:
    answers: dict[str, Any] = {**SITE, "building": {"zh": label}, "uplink": {"password": password}}
    try:
        checks.words(label.strip())
        checks.secret(password.strip())
    except ValueError:
        with pytest.raises(PlainFault):
            drafted(answers)
        return
    draft = drafted(answers)
    assert settings_of(draft).get("building", {}).get("zh", "") == label.strip()
    assert draft.secrets.get("identity/gateway.password", "\n") == password.strip() + "\n"
