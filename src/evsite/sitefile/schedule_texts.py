"""Texts of panel and conductor schedules that say more than one key holds, and what to write instead.

`3#3/0+#6G-2"C` are three phase conductors, a grounding conductor and a conduit; `6 AWG 90 ft` a size and a length. How
many conductors there are follows from the circuit, so none of these is read: what is offered is the size with the keys
for the rest, and the person decides.
"""

from __future__ import annotations

import re

from evsite.sitefile.trade import read_material

# texts, which `re` compiles when they are first used: few files need them
_SIZE = r"#?\s*(?:[1-4]/0|[1-9][0-9]{0,2})(?![0-9./])"
_GROUND = rf"(?i)(?P<egc>{_SIZE})\s*(?:awg)?\s*(?:bare)?\s*(?:cu|al)?\s*(?:egc|equipment ground|ground|gnd|grd|eg|g)\b"
_RACEWAY = (
    r"(?i)(?P<trade>[1-9][ -][1-3]/[24]|[1-3]/[24]|[1-6])\s*(?:\"|″|in\.?|inch)\s*(?P<kind>emt|imc|rmc|pvc|c\b|conduit)"
)
_LENGTH = r"(?i)[@,]?\s*(?P<length>[1-9][0-9]*(?:\.[0-9]+)?)\s*(?:ft\.?|feet|')"
_PHASE = (
    r"(?i)(?:\(?[1-9]\)?\s*(?:c|wires?|x)?\s*[-/]?\s*(?=\#)|\([1-9]\)\s*|[1-9]-(?=[1-4]/0))?"
    r"\#?\s*(?P<size>[1-4]/0|[1-9][0-9]{0,3})(?![0-9/.])\s*(?P<unit>awg|kcmil|mcm)?"
)
_SETS = r"(?i)^\(?(?P<sets>[1-9])\)?\s*(?:sets?(?:\s+of)?|x|//|parallel(?:\s+sets?)?(?:\s+of)?|runs?(?:\s+of)?)\s*"
_CABLE = r"(?i)^#?\s*[0-9/]+\s*[/-]\s*[2-4]\b|^[0-9/]+-[0-9/]+-"


def conductor_keys(text: str, insulations: dict[str, str]) -> dict[str, str | int]:
    """The keys of a conductor that a text of a schedule says, as they would be written; none where it is not clear.

    Parameters
    ----------
    text
        What was written.
    insulations
        The types of insulation, by their small letters.
    """
    rest = " ".join(text.split())
    if len(rest) > 60 or re.search(r"mm\s*(?:2|²|\^2)", rest):
        return {}
    found: dict[str, str | int] = {}
    for pattern in (_RACEWAY, _GROUND, _LENGTH):
        part = re.search(pattern, rest)
        if part is None:
            continue
        if pattern is _RACEWAY:
            kind = part["kind"].upper()
            found["trade_size"] = part["trade"].replace(" ", "-")
            if kind in {"EMT", "IMC", "RMC", "PVC"}:
                found["raceway"] = kind.lower() if kind == "PVC" else kind
        elif pattern is _GROUND:
            found["egc"] = f"{part['egc'].strip('# ')} AWG"
        else:
            found["length"] = f"{part['length']} ft"
        rest = f"{rest[: part.start()]} {rest[part.end() :]}"
    sets = re.match(_SETS, rest.strip())
    if sets is not None:
        found["sets"] = int(sets["sets"])
        rest = rest.strip()[sets.end() :]
    rest = rest.strip(" ,+&-@")
    phase = None if re.match(_CABLE, rest) else re.search(_PHASE, rest)
    if phase is None or phase["size"] is None:
        return {}
    unit = "kcmil" if "/" not in phase["size"] and int(phase["size"]) >= 250 else "AWG"
    stated: dict[str, str | int] = {"size": f"{phase['size']} {unit}"}
    for word in re.split(r"[\s,()+-]+(?![0-9]\b)", f"{rest[: phase.start()]} {rest[phase.end() :]}"):
        material = read_material(word) if word else None
        if material is not None:
            stated["material"] = material
        elif word.casefold() in insulations:
            stated["insulation"] = insulations[word.casefold()]
    return {**stated, **found}
