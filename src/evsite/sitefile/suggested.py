"""Values that an editor offers for a key which takes other texts too: what the JSON Schema says of such a key."""

import re
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
    """Marks a text: one of `values`, which editors offer, in any case, and with any spaces.

    `pattern` is a regular expression of small letters for the other texts that are read, in any case; `spellings` are
    some of these.
    """

    values: Callable[[], Iterable[str]]
    spellings: Callable[[], Iterable[str]] = tuple
    pattern: Callable[[], str] | None = None

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """One of the values, or a text that reads like one of them or fits the pattern."""
        values = list(self.values())
        if self.pattern is None:
            known = "|".join(value.casefold().replace(".", r"\.").replace(" ", r"\s+") for value in values)
            pattern = rf"^\s*({known})\s*$"
        else:
            pattern = self.pattern()
        # a pattern of JSON Schema has no sign for "in any case"
        return {"anyOf": [{"enum": values}, {"type": "string", "pattern": _PARTS.sub(_any_case, pattern)}]}


_PARTS = re.compile(r"\\.|\[[^]]*\]|[a-z]")
"""Parts of a pattern: an escape, a set of signs, a letter."""


@dataclass(frozen=True)
class Holds:
    """Marks a key: what it holds, in words, where its schema is too long to be shown."""

    words: str


def _any_case(part: re.Match[str]) -> str:
    text = part[0]
    if text.startswith("["):
        return text.replace("a-z", "a-zA-Z")
    return text if text.startswith("\\") else f"[{text.upper()}{text}]"
