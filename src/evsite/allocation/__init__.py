"""The allocator: who gets how many amperes, and which limit says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.allocation.allocator import Allocator
    from evsite.allocation.api import allocate
    from evsite.allocation.result import Allocation, LimitUse, Share, SlotShare

__all__ = ["Allocation", "Allocator", "LimitUse", "Share", "SlotShare", "allocate"]


def __getattr__(name: str) -> object:
    # arrays are imported only when somebody allocates
    if name == "Allocator":
        from evsite.allocation.allocator import Allocator

        return Allocator
    if name == "allocate":
        from evsite.allocation.api import allocate

        return allocate
    if name in __all__:
        from evsite.allocation import result

        return getattr(result, name)
    raise AttributeError(name)
