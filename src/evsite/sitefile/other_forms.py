"""Site files that are JSON or YAML: reported as what they are, and written as TOML where they can be."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import tomli

from evsite.sitefile.repaired_values import mend_value
from evsite.toml_text import document

_LONGEST = 1_000_000
"""Characters of the longest text that is written anew."""
_YAML_LINE = re.compile(
    r"""(?P<indent>[ ]*)(?P<key>[\w.][\w .-]*?|"[^"\n]*"|'[^'\n]*')\s*:(?:[ \t]+(?P<value>\S.*?))?[ \t\r]*$"""
)


class OtherForm(NamedTuple):
    """Another form that a text has, and the same as TOML; None where that cannot be determined."""

    name: str
    toml: str | None


def other_form(text: str) -> OtherForm | None:
    """The form of a text that is no TOML but JSON or YAML; None for one that may be TOML with slips."""
    start = text.lstrip()[:1]
    if start == "{" and re.match(r'\{\s*("[^"\n]*"\s*:|\})', text.lstrip()):
        return OtherForm("JSON", _of_json(text) if len(text) <= _LONGEST else None)
    lines = [line for line in text.split("\n", 200)[:200] if line.strip() and not line.lstrip().startswith("#")]
    if any(re.match(r"\s*\[|[^:]*=", line) for line in lines):
        return None
    opens = sum(bool((found := _YAML_LINE.match(line)) and not found["value"]) for line in lines)
    if not opens or not any(line.startswith((" ", "\t", "-")) for line in lines):
        return None
    return OtherForm("YAML", _of_yaml(text) if len(text) <= _LONGEST else None)


def _of_json(text: str) -> str | None:
    try:
        return _written(json.loads(text))
    except (ValueError, RecursionError):
        return None


def _of_yaml(text: str) -> str | None:
    """Maps in maps, with values on their lines; lists of lines and longer texts are not read."""
    data: dict[str, Any] = {}
    stack: list[tuple[int, dict[str, Any]]] = [(-1, data)]
    for line in text.split("\n"):
        if not line.strip() or line.lstrip().startswith(("#", "---")):
            continue
        found = _YAML_LINE.match(line)
        if found is None:
            return None
        indent = len(found["indent"])
        while stack[-1][0] >= indent:
            stack.pop()
        key = found["key"].strip("\"'")
        if key in stack[-1][1]:
            return None
        if found["value"] is None or found["value"].startswith("#"):
            stack.append((indent, stack[-1][1].setdefault(key, {})))
            continue
        meant = mend_value(found["value"], frozenset())
        if meant is None:
            return None
        stack[-1][1][key] = tomli.loads(f"x = {meant.text}")["x"]
    return _written(data)


def _written(data: object) -> str | None:
    if not isinstance(data, dict):
        return None
    try:
        text = document(data)
        tomli.loads(text)
    except (TypeError, ValueError, RecursionError, AttributeError):
        return None
    return text
