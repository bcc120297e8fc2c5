"""Which page of the published documentation has a rule."""

from __future__ import annotations

from evsite.addresses import DOCUMENTATION


def rule_address(code: str) -> str:
    """The absolute address of the page of a rule, by its code: "EV403"."""
    return f"{DOCUMENTATION}rules/{code}/"
