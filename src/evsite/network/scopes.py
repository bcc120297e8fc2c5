"""Names of the places where limits sit that are no nodes of the site; no node can have such a name."""

from __future__ import annotations


def primary_scope(supply: str) -> str:
    """The primary side of a transformer."""
    return f"{supply}\0primary"


def station_scope(station: str) -> str:
    """A jumpered station."""
    return f"{station}\0station"


def group_scope(group: str) -> str:
    """The members of a group that sits on no node."""
    return f"{group}\0group"
