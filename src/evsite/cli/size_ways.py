"""What makes a design possible where there is none, as options of `evsite size`."""

from __future__ import annotations

import shlex
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from evsite.cli.size_answers import option_of, words_of
from evsite.words import enumeration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.cli.size_answers import SizeAnswers
    from evsite.studies.sizing.request import SizingRequest
    from evsite.studies.sizing.results import Step

_FLOORS = ("application", "miles", "hours", "min_power", "min_range")


class Way(NamedTuple):
    """A way out: the answers with it, and what to write and to leave away."""

    answers: SizeAnswers
    words: str


def ways_out(answers: SizeAnswers, request: SizingRequest, steps: Sequence[Step]) -> tuple[Way, ...]:
    """The ways out of a refusal, each as options.

    Parameters
    ----------
    answers
        What was given.
    request
        What was made of it.
    steps
        Changes of the request.
    """
    found = [_with(answers, request, step) for step in steps]
    return tuple(Way(each, _difference(answers, each)) for each in found)


def _with(answers: SizeAnswers, request: SizingRequest, step: Step) -> SizeAnswers:
    """The answers that make a change of the request."""
    field, new = step.path[-1], step.new
    if field in {"rating_a", "rating_kva"}:
        changed: dict[str, Any] = {request.source.kind: new}
    elif field == "ports":
        changed = {"ports" if answers.ports is not None else "stalls": new, "max_ports": False}
    elif field == "min_current_a":
        changed = {**dict.fromkeys(_FLOORS), "profile": (), "min_current": new}
    elif field == "free_spaces":
        changed = {"spaces": new}
    elif field == "station_a":
        changed = {"model": (), "station": new}
    elif field == "circuits":
        # what is short for both keeps the other half
        changed = {"circuits": (), **({"groups": ("none",)} if answers.no_sharing else {}), "no_sharing": False}
    elif field == "wiring":
        changed = {"circuits": (), "groups": (), "no_sharing": False}
    elif field == "groups":
        changed = {"groups": (), **({"circuits": ("own",)} if answers.no_sharing else {}), "no_sharing": False}
    else:
        changed = {str(field): new}
    return replace(answers, **changed)


def _difference(old: SizeAnswers, new: SizeAnswers) -> str:
    """What to write and what to leave away: "--min-current '8 A' in place of --miles and --hours"."""
    names = [field.name for field in fields(new) if getattr(old, field.name) != getattr(new, field.name)]
    written = [word for name in names for word in words_of(name, getattr(new, name))]
    gone = [option_of(name) for name in names if getattr(old, name) and not getattr(new, name)]
    if not written:
        return f"without {enumeration(gone)}"
    return shlex.join(written) + (f" in place of {enumeration(gone)}" if gone else "")
