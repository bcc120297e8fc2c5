"""What a new site file begins with, and the small site that `evsite init` writes."""

from __future__ import annotations

from pathlib import Path

from evsite.addresses import SITE_SCHEMA

_STARTER = Path(__file__).parents[1] / "data" / "starter.toml"
SCHEMA_LINE = f"#:schema {SITE_SCHEMA}"
"""The first line of a site file that evsite writes: editors that know TOML find the schema by it."""


def starter_text() -> str:
    """A small site that works, with a comment at every key worth changing."""
    return f"{SCHEMA_LINE}\n{_STARTER.read_text(encoding='utf-8')}"
