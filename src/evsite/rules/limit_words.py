"""The limit of a group: where it stands, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.words import amps, format_number

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.model.site import Group


def limit_path(item: Group) -> Path:
    """Where a group's limit stands, or its table where the limit is the default."""
    return (*item.path, "limit") if item.limit_given else item.path


def limit_text(item: Group) -> str:
    """A group's limit for a message."""
    if item.limit_a is not None:
        return amps(item.limit_a)
    assert item.limit_kw is not None
    return f"{format_number(item.limit_kw)} {item.power_unit}"
