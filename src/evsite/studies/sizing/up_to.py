"""A design for so many ports, or for as many of them as there can be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.studies.sizing.request import SizingRequest
    from evsite.studies.sizing.results import SizingResult


def size_up_to(size: Callable[[SizingRequest], SizingResult], request: SizingRequest) -> SizingResult:
    """Designs with the ports of a request, or with as many as there can be where so many are not possible.

    Args:
        size: the search.
        request: what is asked for, with a number of ports.
    """
    found = size(request)
    return found if found.designs else size(replace(request, ports=None))
