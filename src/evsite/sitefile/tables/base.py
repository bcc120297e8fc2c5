"""What all tables of a site file share."""

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo


class Table(BaseModel):
    """A table as it is written: nothing is converted silently, no key goes unread, and nothing changes afterwards.

    A model is built when a file first has such a table: few files have all of them.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)


@cache
def keys_of(table: type[Table]) -> dict[str, FieldInfo]:
    """What a table can hold, by the key that the file has for it."""
    return {field.alias or name: field for name, field in table.model_fields.items()}


def optional(description: str) -> Any:  # noqa: ANN401 - the default of a key of any type
    """A key that may be left out, which is None then; the description is for editors."""
    return Field(default=None, description=description)
