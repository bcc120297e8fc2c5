"""The JSON Schema of the site file, for editors that complete keys and check values while one writes."""

from __future__ import annotations

from functools import reduce
from operator import or_
from types import GenericAlias, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from evsite.sitefile.fields import Table
from evsite.sitefile.tables import SiteFile

if TYPE_CHECKING:
    from pydantic import BaseModel


def site_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a site file: every table and key, with descriptions and examples.

    It knows keys, types and units; names, spaces and phases are checked by `load`.
    """
    schema = _without_null(pydantic_model(SiteFile).model_json_schema())
    schema.pop("description", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "evsite site file",
        "description": "An EV-charging site with shared power: supplies, panels, circuits, stations and groups.",
        **{key: value for key, value in schema.items() if key != "title"},
    }


_MODELS: dict[type[Table], type[BaseModel]] = {}


def pydantic_model(table: type[Table]) -> type[BaseModel]:
    """The pydantic model with the same keys as a table, and its documentation."""
    from pydantic import ConfigDict, Field, create_model

    if table in _MODELS:
        return _MODELS[table]
    keys: dict[str, Any] = {
        name: (
            _with_models(key.annotation),
            Field(default=... if key.required else key.default, description=key.description),
        )
        for name, key in table.known_keys().items()
    }
    config = ConfigDict(strict=True, frozen=True, extra="forbid")
    _MODELS[table] = create_model(table.__name__, __config__=config, __doc__=table.__doc__, **keys)
    return _MODELS[table]


def _with_models(annotation: Any) -> Any:  # noqa: ANN401 - annotations have no type in common
    """An annotation with a pydantic model in place of every table."""
    if isinstance(annotation, type) and not isinstance(annotation, GenericAlias) and issubclass(annotation, Table):
        return pydantic_model(annotation)
    kind, parts = get_origin(annotation), get_args(annotation)
    if kind in {Union, UnionType}:
        return reduce(or_, map(_with_models, parts))
    if kind in {list, dict}:
        return GenericAlias(kind, tuple(map(_with_models, parts)))
    return annotation


def _without_null(node: Any) -> Any:  # noqa: ANN401 - any part of a JSON document
    """The schema without null, which TOML does not have: a key is given or it is not."""
    if isinstance(node, list):
        return [_without_null(part) for part in node]
    if not isinstance(node, dict):
        return node
    cleaned = {key: _without_null(value) for key, value in node.items() if not (key == "default" and value is None)}
    choices = [choice for choice in cleaned.get("anyOf", []) if choice != {"type": "null"}]
    if "anyOf" in cleaned and len(choices) == 1:
        del cleaned["anyOf"]
        # what is said of the key goes before what is said of its type
        cleaned = {**choices[0], **cleaned}
    elif "anyOf" in cleaned:
        cleaned["anyOf"] = choices
    if isinstance(cleaned.get("title"), str) and "properties" not in cleaned:
        del cleaned["title"]
    return cleaned
