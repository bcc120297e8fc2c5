"""The JSON Schema of the site file, for editors that complete keys and check values while one writes."""

from __future__ import annotations

from typing import Any

from evsite.design.tables import SiteFile


def site_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a site file: every table and key, with descriptions and examples.

    It knows keys, types and units; names, spaces and phases are checked by `load`.
    """
    schema = _without_null(SiteFile.model_json_schema())
    schema.pop("description", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "evsite site file",
        "description": "An EV-charging site with shared power: supplies, panels, circuits, stations and groups.",
        **{key: value for key, value in schema.items() if key != "title"},
    }


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
