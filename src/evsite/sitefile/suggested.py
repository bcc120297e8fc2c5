"""Values that an editor offers for a key which takes other texts too: what the JSON Schema says of such a key."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True)
class Suggested:
    """Marks a text: editors offer `values`, asked for when the schema is made; any other text is read as well."""

    values: Callable[[], Iterable[str]]
    listed: bool = False
    """Whether a list of such texts is read too."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """One of the values, or a text, or a list of these."""
        one: list[JsonSchemaValue] = [{"enum": list(self.values())}, {"type": "string"}]
        return {"anyOf": [*one, {"type": "array", "items": {"anyOf": one}, "minItems": 1}] if self.listed else one}


@dataclass(frozen=True)
class Spelled:
    """Marks a text: one of `values`, which editors offer, or of `spellings`; in any case, and with any spaces."""

    values: Callable[[], Iterable[str]]
    spellings: Callable[[], Iterable[str]] = tuple

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """One of the values, or a text that reads like one of them or of the spellings."""
        values = list(self.values())
        # a pattern of JSON Schema has no sign for "in any case"
        known = "|".join("".join(map(_any_case, text)) for text in (*values, *self.spellings()))
        return {"anyOf": [{"enum": values}, {"type": "string", "pattern": rf"^\s*({known})\s*$"}]}


def _any_case(letter: str) -> str:
    if letter == " ":
        return r"\s+"
    return f"[{letter.upper()}{letter.lower()}]" if letter.isalpha() else letter.replace(".", r"\.")
