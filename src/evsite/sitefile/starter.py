"""The file that `evsite init` writes: a small site that works, with a comment at every key worth changing."""

from __future__ import annotations

from pathlib import Path

_STARTER = Path(__file__).parents[1] / "data" / "starter.toml"


def starter_text() -> str:
    """Text of the starter file."""
    return _STARTER.read_text(encoding="utf-8")
