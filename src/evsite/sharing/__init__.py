"""The allocator: who gets how many amperes, and which limit says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.sharing.allocator import Allocator, allocate
    from evsite.sharing.result import Allocation, LimitUse, Share, SlotShare

__all__ = ["Allocation", "Allocator", "LimitUse", "Share", "SlotShare", "allocate"]


def __getattr__(name: str) -> object:
    # arrays are imported only when somebody allocates
    if name in {"Allocator", "allocate"}:
        from evsite.sharing import allocator

        return getattr(allocator, name)
    if name in __all__:
        from evsite.sharing import result

        return getattr(result, name)
    raise AttributeError(name)
