"""The JSON Schema of a profile, made of its models, so that an editor helps while a record is written."""

from __future__ import annotations

import json

from device_profiles.schema import Profile

#: Where the schema lies in the package; records name it in their first line.
FILE = "profile.schema.json"


def text() -> str:
    """The schema as the file holds it."""
    schema = Profile.model_json_schema(by_alias=True)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Steppewatch device profile"}
    return json.dumps({**schema, **head}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
