"""The tables of a session file that is TOML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.sitefile import problems
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from evsite.model.finding import Finding
    from evsite.sitefile.document import Document


def toml_tables(document: Document, findings: list[Finding]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The `[scenario]` table and the `[[arrivals]]` of a document; what else it has goes to the findings."""
    nearest = Nearest()
    for key in document.data:
        if key not in {"scenario", "arrivals"}:
            near = nearest(key, ["scenario", "arrivals"])
            way = f"did you mean '{near}'?" if near else "a scenario has [scenario] and [[arrivals]]"
            message = f"unknown table [{shown(key)}]"
            findings.append(problems.UNKNOWN_KEY.finding(message, (key,), anchor="key", remedy=way))
    settings = document.data.get("scenario", {})
    if not isinstance(settings, dict):
        message = "found a value for scenario, expected the table [scenario]"
        findings.append(problems.WRONG_TYPE.finding(message, ("scenario",), anchor="key"))
        settings = {}
    arrivals = document.data.get("arrivals", [])
    if not isinstance(arrivals, list) or not all(isinstance(arrival, dict) for arrival in arrivals):
        message = "found something else for arrivals, expected tables [[arrivals]]"
        findings.append(problems.WRONG_TYPE.finding(message, ("arrivals",), anchor="key"))
        arrivals = []
    return settings, arrivals
