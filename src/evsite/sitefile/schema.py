"""The JSON Schema of the site file, for editors that complete keys and check values while one writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from evsite.addresses import SITE_SCHEMA
from evsite.sitefile.tables.base import DESCRIPTIVE, OTHERWISE
from evsite.sitefile.tables.file import SiteFile

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema


def site_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a site file: every table and key, with descriptions and examples.

    It knows keys, types and units, and offers the names of voltage systems and station models; names, spaces and
    phases are checked by `load`.
    """
    schema = SiteFile.model_json_schema(schema_generator=EditorSchema)
    for table in schema["$defs"].values():
        for described in table["properties"].values():
            described.pop(OTHERWISE, None)
            described.pop(DESCRIPTIVE, None)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SITE_SCHEMA,
        "title": "evsite site file",
        "description": "An EV-charging site with shared power: supplies, panels, circuits, stations and groups.",
    }
    return head | {key: value for key, value in schema.items() if key not in head}


class EditorSchema(GenerateJsonSchema):
    """Without null, which TOML does not have: a key is given or it is not. Without titles, which repeat the keys."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """What may be there, without the null."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A key with its default, where that is a value."""
        described = super().default_schema(schema)
        if described.get("default", ...) is None:
            del described["default"]
        return described

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - any schema of a field
        """No key has a title."""
        return False
