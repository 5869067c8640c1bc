"""The description of the API names its models by noun."""

import json

import pytest

from cloud.app import openapi_document
from cloud.description import by_noun, noun_name


@pytest.mark.parametrize(
    ("module", "noun"),
    [
        ("cloud__duty__schemas__RoomOut", "DutyRoomOut"),
        ("cloud__dispatch__forces__schemas__UnitOut", "DispatchForcesUnitOut"),
        ("cloud__alarm_watch__escalation__Role", "AlarmWatchRole"),
        ("broker_plugins__policy__Role", "BrokerPluginsRole"),
    ],
)
def test_a_model_is_named_by_its_noun(module: str, noun: str) -> None:
    assert noun_name(module) == noun


def test_no_file_of_the_program_is_named_and_every_reference_leads_somewhere() -> None:
    document = openapi_document()
    schemas = document["components"]["schemas"]
    assert [name for name in schemas if "__" in name] == []
    text = json.dumps(document)
    assert "cloud__" not in text
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(schemas)


def test_two_models_of_one_name_are_refused() -> None:
    schemas = {"cloud__duty__schemas__RoomOut": {}, "cloud__duty__shown__RoomOut": {}}
    with pytest.raises(ValueError, match="DutyRoomOut; give one of them another name"):
        by_noun({"components": {"schemas": schemas}})


def test_a_description_without_models_stays_as_it_is() -> None:
    assert by_noun({"paths": {}}) == {"paths": {}}
