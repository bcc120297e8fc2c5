"""Values of a JSON file as a tariff needs them; what is wrong goes to findings, each at its place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from evsite.sitefile import problems
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.tariffs.json_places import places_of, show_route
from evsite.sitefile.wording import found as shown_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.model.finding import Finding
    from evsite.sitefile.document import Document
    from evsite.sitefile.problem import Problem
    from evsite.sitefile.tariffs.json_places import Route

MOST_REPORTED = 100
"""Problems of one file that are told one by one."""


def found(value: object) -> str:
    """A value of JSON as a message shows it."""
    return "nothing" if value is None else shown_value(value)


class JsonValues:
    """Reads values by their routes. After the first `MOST_REPORTED` problems the others are only counted."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.wrong: list[tuple[Route, str, str, Problem]] = []
        """Where, what, what would help, and which kind of problem it is."""
        self.unreported = 0
        self.nearest = Nearest()

    def report(self, route: Route, message: str, way: str = "", problem: Problem = problems.BAD_VALUE) -> None:
        """Put down what is wrong with the value at a route."""
        if len(self.wrong) >= MOST_REPORTED:
            self.unreported += 1
        else:
            self.wrong.append((route, message, way, problem))

    def findings(self) -> list[Finding]:
        """Everything that is wrong, in the order of the text."""
        places = places_of(self.document.text, [route for route, *_ in self.wrong])
        found = []
        for route, message, way, problem in self.wrong:
            where = f"{show_route(route)}: " if route else ""
            span = self.document.between(*places[route])
            found.append((places[route], problem.finding(f"{where}{message}", remedy=way, span=span)))
        return [finding for _, finding in sorted(found, key=lambda each: each[0])]

    def number(self, raw: object, route: Route) -> float | None:
        """A number from 0 on; None, and a finding, for anything else."""
        if isinstance(raw, bool) or not isinstance(raw, (int, float)):
            self.report(route, f"found {found(raw)}, expected a number", problem=problems.WRONG_TYPE)
            return None
        value = float(raw) if abs(raw) < 10**15 else math.inf
        if not math.isfinite(value) or value < 0:
            self.report(route, f"found {found(raw)}, expected a number from 0 on")
            return None
        return value

    def number_or_none(self, raw: object, route: Route) -> float | None:
        """A number from 0 on; None for null without a finding."""
        return None if raw is None else self.number(raw, route)

    def text(self, raw: Mapping[str, Any], key: str, route: Route) -> str:
        """A text on one line; empty where the key is missing or null."""
        value = raw.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.report((*route, key), f"found {found(value)}, expected a text", problem=problems.WRONG_TYPE)
            return ""
        return " ".join(value.split())

    def texts(self, raw: Mapping[str, Any], key: str, route: Route) -> tuple[str, ...]:
        """A list of texts; empty where the key is missing or null."""
        value = raw.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.report((*route, key), f"found {found(value)}, expected a list of texts", problem=problems.WRONG_TYPE)
            return ()
        return tuple(" ".join(each.split()) for each in value)

    def table(self, raw: object, route: Route, what: str) -> Mapping[str, Any] | None:
        """An object; None, and a finding, for anything else."""
        if isinstance(raw, dict):
            return raw
        self.report(route, f"found {found(raw)}, expected an object: {what}", problem=problems.WRONG_TYPE)
        return None

    def rows(self, raw: object, route: Route, length: int, what: str) -> Sequence[Any] | None:
        """A list of a length; None, and a finding, for anything else."""
        if isinstance(raw, list) and len(raw) == length:
            return raw
        held = f"{len(raw)} of them" if isinstance(raw, list) else found(raw)
        self.report(route, f"found {held}, expected {length} {what}", problem=problems.WRONG_TYPE)
        return None

    def letters(self, raw: object, route: Route, length: int, what: str) -> str | None:
        """A text of a length; None, and a finding, for anything else."""
        if isinstance(raw, str) and len(raw) == length:
            return raw
        held = f"{len(raw)} of them" if isinstance(raw, str) else found(raw)
        self.report(route, f"found {held}, expected {length} {what}", problem=problems.WRONG_TYPE)
        return None
