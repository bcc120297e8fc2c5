"""Why there is no design, and values of the request that make one possible."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.rounding import floor_to
from evsite.rules import find_rule
from evsite.studies.sizing.results import Refusal, Step, Stop
from evsite.studies.sizing.search import given_rating, usual_ratings
from evsite.studies.sizing.site_file import source_name
from evsite.studies.sizing.units import GENERIC_A, SHARED_FROM
from evsite.studies.sizing.unwired import unwired
from evsite.words import amps, format_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from evsite.studies.sizing.proving import Proof
    from evsite.studies.sizing.request import SizingRequest
    from evsite.studies.sizing.results import StopKind
    from evsite.studies.sizing.search import Question

    Possible = Callable[[SizingRequest], tuple[int, float] | None]
    Change = tuple[StopKind, tuple[str, ...], str, str, SizingRequest]

_TRIED = 4
"""So many usual ratings above the given one are tried one by one, then every third."""
_LOWER_FLOORS_A = (48.0, 32.0, 24.0, 16.0, 12.0, 8.0, 6.0)
"""Floors that are tried in place of a higher one [A]."""
_MOST_WAYS = 4


def refusal(question: Question, stops: Sequence[Stop], possible: Possible) -> Refusal:
    """What is in the way of every design, and changes of the request that each make one possible.

    Parameters
    ----------
    question
        What was asked.
    stops
        What was in the way of each way to build.
    possible
        Ports and guarantee of the design for a request, proved; None where there is none.
    """
    ways: list[Step] = []
    tried: set[tuple[str, ...]] = set()
    for kind, path, old, new, request in _changes(question):
        if path in tried or len(ways) == _MOST_WAYS:
            continue
        found = possible(request)
        if found is not None and path == ("ports",):
            # with so many given the equipment is the least for them
            found = possible(replace(question.request, ports=found[0]))
        if found is not None:
            tried.add(path)
            ways.append(Step(kind, path, old, str(found[0]) if path == ("ports",) else new, *found))
    stop = _nearest(question, stops)
    if stop.name == "source":
        stop = replace(stop, name=source_name(question.request))
    return Refusal(stop, tuple(ways))


def stop_of(proof: Proof) -> Stop:
    """What refuses a design that does not pass its check, by the first of its errors."""
    codes = tuple(dict.fromkeys(finding.code for finding in proof.errors))
    rule = find_rule(codes[0])
    local = rule is not None and "site.profile" in rule.inputs
    kind: StopKind = "jurisdiction" if local else "calculated load"
    return Stop(kind, proof.errors[0].message, 0.0, 0.0, "", codes)


def _nearest(question: Question, stops: Sequence[Stop]) -> Stop:
    """The stop that is nearest to be passed; where no station may be wired at all, that."""
    if not stops:
        return Stop("station", unwired(question), 0.0, 0.0, "")
    return min(stops, key=lambda stop: stop.would_be / stop.limit if stop.limit else math.inf)


def _changes(question: Question) -> Iterator[Change]:
    """Changes that might make a design possible, the least first."""
    request = question.request
    source, need, allowed = request.source, request.need, request.allowed
    rating, unit = given_rating(request)
    if rating is not None:
        larger = [each for each, _ in usual_ratings(request) if each > rating]
        larger = [*larger[:_TRIED], *larger[_TRIED::3]]
        key = "rating_kva" if unit == "kVA" else "rating_a"
        kind: StopKind = "transformer" if source.kind == "transformer" else "supply"
        for each in larger:
            if unit == "kVA":
                changed = replace(request, source=replace(source, rating_kva=each))
            else:
                changed = replace(request, source=replace(source, rating_a=each))
            yield kind, ("source", key), _rated(rating, unit), _rated(each, unit), changed
    if request.ports is not None:
        fed = request if rating is not None else _with_the_largest(request)
        yield "asked", ("ports",), str(request.ports), "as many as there can be", replace(fed, ports=None)
    for least_a in _LOWER_FLOORS_A:
        if least_a < question.floor.current_a:
            lower = replace(
                need,
                application=None,
                miles=None,
                hours_h=None,
                min_power_kw=None,
                min_range_mi_per_h=None,
                profiles=(),
                min_current_a=least_a,
            )
            yield (
                "asked",
                ("need", "min_current_a"),
                amps(floor_to(question.floor.current_a, 0.1)),
                amps(least_a),
                replace(request, need=lower),
            )
    if request.nec < SHARED_FROM and "shared" in allowed.circuits:
        yield "circuit", ("nec",), str(request.nec), str(SHARED_FROM), replace(request, nec=SHARED_FROM)
    every = replace(allowed, circuits=frozenset({"own", "jumper", "shared"}))
    if every != allowed:
        yield (
            "circuit",
            ("allowed", "circuits"),
            ", ".join(sorted(allowed.circuits)),
            "any",
            replace(request, allowed=every),
        )
    every = replace(allowed, groups=frozenset({"none", "circuit", "panel", "site"}))
    if every != allowed:
        yield "asked", ("allowed", "groups"), ", ".join(sorted(allowed.groups)), "any", replace(request, allowed=every)
    both = replace(every, circuits=frozenset({"own", "jumper", "shared"}))
    if allowed.circuits != both.circuits and allowed.groups != both.groups:
        yield "asked", ("allowed", "wiring"), "as asked", "any", replace(request, allowed=both)
    if source.free_spaces is not None:
        more = source.free_spaces
        while more < 84:
            more += 1 if more < source.free_spaces + 6 else 6
            changed = replace(request, source=replace(source, free_spaces=more))
            yield "spaces", ("source", "free_spaces"), str(source.free_spaces), str(more), changed
    if allowed.models or allowed.station_a is not None or allowed.station_kw is not None:
        for rating_a in GENERIC_A:
            other = replace(allowed, models=(), station_a=rating_a, station_kw=None)
            old = ", ".join(allowed.models) or "as asked"
            yield "station", ("allowed", "station_a"), old, amps(rating_a), replace(request, allowed=other)


def _with_the_largest(request: SizingRequest) -> SizingRequest:
    """The request on the largest usual source, where the least one is wanted."""
    largest, unit = usual_ratings(request)[-1]
    if unit == "kVA":
        return replace(request, source=replace(request.source, rating_kva=largest))
    return replace(request, source=replace(request.source, rating_a=largest))


def _rated(rating: float, unit: str) -> str:
    return f"{format_number(rating)} {unit}"
