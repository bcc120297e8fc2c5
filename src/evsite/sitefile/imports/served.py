"""What a breaker serves, by the words of a schedule: stations, loads, other panels, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_EVSE = re.compile(r"EVSE (?P<names>.{1,2000}?)(?: \((?P<model>[^()]{1,80})\))?")
_OTHER = re.compile(r"(?P<kind>load|panel|transformer) (?P<name>.{1,200})")
_PANEL = re.compile(
    r"(?:feeder\s+(?:to\s+)?)?(?:panel(?:board)?|pnl|sub-?panel)\.?:?\s+(?P<name>\S.{0,100})", re.IGNORECASE
)
_CHARGING = re.compile(
    r"\b(?:evse|ev\s*(?:charg\w*|chgr|station|port|level\s*[23]|l[23])|charging\s+station|(?:car|vehicle)\s+charg\w*"
    r"|evcs|dcfc|dc\s+fast\s+charg\w*|level\s*[23]\s+charg\w*|wall\s+connector)",
    re.IGNORECASE,
)
_NOTHING = {"spare", "space", "blank", "provision", "prov", "unused", "future space"}
_GOES_ON = {"|", '"', "''", "-", "--", "same", "above", "^"}
_LAST_NUMBER = re.compile(r"(?P<stem>.*?)(?P<number>\d{1,6})", re.DOTALL)
_MOST_IN_RUN = 10_000
_LONGEST = 100


@dataclass(slots=True)
class Units:
    """Stations or ports that a breaker feeds, as one text names them, and their model."""

    names: list[str]
    model: str | None


@dataclass(slots=True)
class Served:
    """What stands behind a breaker. `purpose` has what is none of the others."""

    units: list[Units] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    panels: list[str] = field(default_factory=list)
    transformers: list[str] = field(default_factory=list)
    purpose: str = ""
    charging: bool = False
    """Whether the purpose says that it is for charging, without saying which stations."""
    spare: bool = False


def goes_on(text: str) -> bool:
    """Whether a description says that the breaker above goes on."""
    return text.strip().lower() in _GOES_ON


def is_no_breaker(text: str) -> bool:
    """Whether a description says that nothing is connected."""
    return text.strip().strip("-").strip().lower() in _NOTHING


def read_served(text: str, panels: frozenset[str] = frozenset()) -> Served:
    """What a description says.

    Parameters
    ----------
    text
        The description.
    panels
        Names of panels that are known.
    """
    served = Served()
    others = []
    for part in filter(None, map(str.strip, text.split(";"))):
        units, other, panel = _EVSE.fullmatch(part), _OTHER.fullmatch(part), _PANEL.fullmatch(part)
        names = [] if units is None else names_in(units["names"])
        if units is not None and not units["model"] and not all(map(_is_name, names)):
            names = []
        if units is not None and names:
            served.units.append(Units(names, units["model"]))
        elif other is not None and other["kind"] == "load":
            served.loads.append(other["name"])
        elif other is not None and other["kind"] == "transformer":
            served.transformers.append(other["name"])
        elif panel is not None or part in panels:
            served.panels.append(part if panel is None else panel["name"])
        elif is_no_breaker(part):
            served.spare = True
        else:
            others.append(part)
    served.purpose = "; ".join(others)
    served.charging = bool(_CHARGING.search(served.purpose))
    return served


def names_in(text: str) -> list[str]:
    """The names of a list as schedules write it: "S1 to S10, T4"; empty where it is none."""
    names: list[str] = []
    for part in map(str.strip, text.split(",")):
        first, to, last = part.partition(" to ")
        if not to:
            names.append(part)
            continue
        begin, end = _LAST_NUMBER.fullmatch(first.strip()), _LAST_NUMBER.fullmatch(last.strip())
        if begin is None or end is None or begin["stem"] != end["stem"]:
            return []
        low, high = int(begin["number"]), int(end["number"])
        width = len(begin["number"]) if begin["number"].startswith("0") else 0
        if not low < high < low + _MOST_IN_RUN:
            return []
        names += [f"{begin['stem']}{number:0{width}}" for number in range(low, high + 1)]
    return names if all(name and len(name) <= _LONGEST for name in names) else []


def _is_name(text: str) -> bool:
    """Whether a text is a name; several words without a digit are a description: "parking row A"."""
    return any(map(str.isdigit, text)) or len(text.split()) == 1
