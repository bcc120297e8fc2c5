"""Words in the names of columns, and in the cells of columns that distinguish rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.metering.layouts.model import Role


_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z]{2})")


def _spelled(words: str) -> frozenset[str]:
    return frozenset(words.split())


TIME = _spelled(
    "time timestamp timestamps stamp datetime date day start starting started begin beginning begins end ending "
    "ended ends from to "
    "until hour hours he hr interval period ts moment bucket heure jour datum zeit uhrzeit fecha hora horodatage"
)
EPOCH = _spelled("epoch unix unixtime posix utc")
"""Names of columns with seconds since 1970."""
NO_TIME = _spelled(
    "revision revised created updated modified billing bill invoice downloaded expiry season printed zone "
    "timezone type "
    "use tou tariff rate quality"
)
"""A column whose name has one of these has no time of a reading, whatever its cells look like."""
START = _spelled("start starting begin beginning begins from")
END = _spelled("end ending ends to until he")
DATE = _spelled("date day jour datum fecha")
NUMBER = _spelled("hour he hr int interval period")
DURATION = _spelled("duration length minutes")
LENGTH = _spelled("duration length")

RECEIVED = _spelled(
    "export exported exports received receive outflow returned return ret surplus injection injected feedin sold r "
    "reverse rev"
)
GENERATION = _spelled("generation generated generator production produced solar pv wind inverter")
NET = _spelled("net")
NO_LOAD = _spelled(
    "battery powerwall storage self cost price charge charges factor voltage temperature temp reactive "
    "frequency weather "
    "tariff balance amount notes note account id lagging leading humidity remaining level soc emissions co2 "
    "carbon bill "
    "multiplier estimated quality status count rssi signal oat rh duration length"
)
LEAST = _spelled("min minimum lowest least")
GREATEST = _spelled("max maximum peak highest greatest")
CONSUMED = _spelled("consumption consumed usage used use load home house household")
SUPPLIED = _spelled("import imported imports grid inflow delivered delivery supplied utility purchased")
WHOLE = _spelled("total whole main mains building site all sum overall facility") | CONSUMED | SUPPLIED
PLAIN = WHOLE | _spelled(
    "power demand real active apparent current energy value values reading readings interval electricity "
    "electric electrical "
    "meter metered measured avg average mean rms ac in the of by for and per act period data kwatts i p s recorded "
    "hourly daily minute minutes quarter read amount"
)
"""Words that do not say which of several loads is meant."""

PHASE = _spelled("phase ph leg line conductor")
CURRENT = _spelled("current currents amperage i ia ib ic i1 i2 i3")
LEGS = {
    **dict.fromkeys(_spelled("a l1 ia i1 an 1 pa p1 phasea phase1 linea line1 lega leg1"), "A"),
    **dict.fromkeys(_spelled("b l2 ib i2 bn 2 pb p2 phaseb phase2 lineb line2 legb leg2"), "B"),
    **dict.fromkeys(_spelled("c l3 ic i3 cn 3 pc p3 phasec phase3 linec line3 legc leg3"), "C"),
}

METER = _spelled(
    "meter account esiid nmi recorder premise premises mpan contract contrat usagepoint servicepoint sa said "
    "serial entity "
    "mprn sdp service"
)
METER_BESIDE = _spelled(
    "id no nbr number num name point the uuid choice agreement point usage # of uid mbr location delivery serial"
)
KIND = _spelled(
    "direction dir flow type channel fuel commodity device name register circuit load source sensor appliance "
    "category kind "
    "service resource measurement quantity stream series label description"
)
UNIT = frozenset(
    {"unit", "units", "uom", "unit of measure", "units of measure", "unit of measurement", "einheit", "unite"}
)
_UNIT_BESIDE = _spelled("of measure measurement usage energy meter reading value interval data the")


def names_units(name: str, beside: frozenset[str] = frozenset()) -> bool:
    """Whether a name is that of a column of units: "Units", "Usage Unit", or one of `beside` alone."""
    stated = set(words_of(name))
    if " ".join(words_of(name)) in UNIT:
        return True
    return bool(stated & {"unit", "units", "uom"} and stated <= _UNIT_BESIDE | {"unit", "units", "uom"}) or (
        len(stated) == 1 and bool(stated & beside)
    )


MULTIPLIER = _spelled("multiplier multipliers mult factor ratio constant scale scaler ctr ptr")
SURE_MULTIPLIER = _spelled("multiplier multipliers mult ctr ptr constant ratio")
"""Words after which numbers that are all alike and not 1 may be what the values have to be multiplied with."""
CT = _spelled("ct pt vt transformer meter multiplier ratio constant billing kwh energy scale pulse")
QUALITY = _spelled("quality estimated estimate flag status validation actual notes note remarks comment")

ESTIMATED = ("e", "est", "estimated", "estimate", "estim\u00e9", "estimation", "yes", "y", "true", "edited")
CHANNEL = _spelled("channel channels circuit circuits device sensor stream")
FLAGS = _spelled("a act actual e est estimate estimated edited ok good valid")
"""What cells say of whether a reading was measured: rows that differ in nothing else are rows of one meter."""
MISSING = ("missing", "invalid", "void", "failed", "no data")

_KIND_ROLES: dict[Role, frozenset[str]] = {
    "other": _spelled(
        "gas natural therms water steam cost price temperature battery reactive kvarh kvar voltage demandcharge "
        "propane oil"
    ),
    "received": RECEIVED,
    "generation": GENERATION,
    "net": NET,
}
_KIND_LOAD = _spelled(
    "d delivered delivery import imported consumption consumed usage load electric electricity forward fwd total"
)
_KIND_PLAIN = _spelled(
    "electric electricity energy usage use power active the to from grid utility kwh real interval data total c"
)


def kind_role(text: str) -> Role | None:
    """What the text of a cell says about its row, as far as its words are known; None for others ("Dryer", "M1")."""
    words = words_of(text)
    for role, known in _KIND_ROLES.items():
        if known & set(words) and set(words) <= known | _KIND_PLAIN | _KIND_LOAD:
            return role
    if any(word in {"gas", "water", "therms", "steam", "temperature"} for word in words):
        return "other"
    return "load" if words and set(words) <= _KIND_LOAD | _KIND_PLAIN else None


def words_of(text: str) -> list[str]:
    """Words of a text in lower case; "IntervalEnd" is two."""
    text = _CAMEL.sub(" ", text)
    return "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()


def meaningful_words(words: Sequence[str]) -> set[str]:
    """The words of a title, without the "min" of "15 min", which is no minimum."""
    return {word for place, word in enumerate(words) if word != "min" or not (place and words[place - 1].isdigit())}


def leg_of(words: Iterable[str], siblings: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """The phase that the words of a name state, and the words without it.

    "Phase 2" is a phase and "Circuit 2" is none; the letters count where the name speaks of phases or another "
    "column has
    the next letter in the same place.
    """
    listed = list(words)
    meaningful_words = bool(PHASE & set(listed))
    for place, word in enumerate(listed):
        if word not in LEGS or (word.isdigit() and not meaningful_words):
            continue
        others = [*listed[:place], *listed[place + 1 :]]
        if (
            meaningful_words
            or len(word) > 1
            or any(_next_to(listed, place, other) in siblings for other in "abc" if other != word)
        ):
            return LEGS[word], tuple(each for each in others if each not in PHASE)
    return "", tuple(listed)


def _next_to(words: list[str], place: int, other: str) -> str:
    return " ".join([*words[:place], other, *words[place + 1 :]])
