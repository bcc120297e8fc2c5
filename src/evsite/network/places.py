"""Where limits sit: at a node, on the primary side of a transformer, at a station, or over the members of a group."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Place(NamedTuple):
    """A place where limits sit. Circuits, panels and supplies are nodes, and their names differ from each other."""

    kind: Literal["node", "primary", "station", "modules", "members"]
    name: str


def node_place(node: str) -> Place:
    """A circuit, a panel, or a supply at its secondary side."""
    return Place("node", node)


def primary_place(supply: str) -> Place:
    """The primary side of a transformer."""
    return Place("primary", supply)


def station_place(station: str) -> Place:
    """A jumpered station."""
    return Place("station", station)


def modules_place(station: str) -> Place:
    """The power modules that a station shares; of two paired stations the first one stands for both."""
    return Place("modules", station)


def members_place(group: str) -> Place:
    """The members of a group that sits on no node."""
    return Place("members", group)
