"""A design for so many ports, or for as many of them as there can be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.studies.sizing.engine import size

if TYPE_CHECKING:
    from evsite.studies.sizing.request import SizingRequest
    from evsite.studies.sizing.results import SizedDesign, SizingResult


def size_up_to(request: SizingRequest) -> SizingResult:
    """Designs with the ports of a request, or with as many as there can be where so many are not possible."""
    wanted = request.ports
    found = size(request, ways_out=False)
    if found.designs or wanted is None:
        return found
    return no_more_than(size(replace(request, ports=None)), wanted)


def no_more_than(most: SizingResult, wanted: int) -> SizingResult:
    """Designs for as many ports as there can be, where no more than a number of them is wanted."""
    return replace(most, designs=tuple(_no_more(design, wanted) for design in most.designs))


def _no_more(design: SizedDesign, wanted: int) -> SizedDesign:
    """A design whose steps bring no more ports than are wanted; with fewer of them the rest gets no less."""
    return replace(design, steps=tuple(replace(step, ports=min(step.ports, wanted)) for step in design.steps))
