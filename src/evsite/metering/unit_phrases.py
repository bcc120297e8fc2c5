"""The closed vocabulary of units: whole phrases, what they measure, and how much of that measure one is."""

from __future__ import annotations

Meaning = tuple[str, float]
LOADS = ("kW", "kWh", "kVA", "kVAh", "A")
"""Measures that say how much a site takes."""
HOURS = ("h", "hr", "hrs", "hour", "hours")


def _spelled(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _powers() -> dict[str, Meaning]:
    """Powers, in spellings whose letter case says nothing."""
    found: dict[str, Meaning] = {}
    for prefix, factor in {
        "": 1e-3,
        "kilo": 1.0,
        "kilo ": 1.0,
        "mega": 1e3,
        "mega ": 1e3,
        "giga": 1e6,
        "milli": 1e-6,
    }.items():
        for name in ("watt", "watts"):
            found[prefix + name] = ("kW", factor)
        for amps in ("amp", "amps", "ampere", "amperes"):
            found[f"{prefix}volt {amps}"] = found[f"{prefix}volt{amps}"] = ("kVA", factor)
            found[f"{prefix}volt {amps} reactive"] = ("kVAR", factor)
    found |= dict.fromkeys(("kw", "kws", "kwatt", "kwatts", "k watt", "k watts"), ("kW", 1.0))
    found |= dict.fromkeys(("gw", "gwatt", "gwatts"), ("kW", 1e6))
    found |= dict.fromkeys(("kva", "kvas"), ("kVA", 1.0))
    found |= dict.fromkeys(("kvar", "kvars", "kilovar", "kilovars"), ("kVAR", 1.0))
    found |= dict.fromkeys(("var", "vars"), ("kVAR", 1e-3))
    found["wattage"] = ("kW", 1e-3)
    return found


def _phrases() -> dict[str, Meaning]:
    """Whole phrases in lower case with single spaces, in spellings whose letter case says nothing."""
    found: dict[str, Meaning] = _powers()
    for name, (measure, factor) in list(found.items()):
        if name == "wattage":
            continue
        for hour in HOURS:
            found[f"{name} {hour}"] = (f"{measure}h", factor)
        for hour in ("hour", "hours", "hr", "hrs"):
            found[f"{name}{hour}"] = (f"{measure}h", factor)
    for base, meaning in {
        "kwh": ("kWh", 1.0),
        "gwh": ("kWh", 1e6),
        "kvah": ("kVAh", 1.0),
        "kvarh": ("kVARh", 1.0),
        "varh": ("kVARh", 1e-3),
    }.items():
        found |= dict.fromkeys((base, f"{base}s", f"{base}r", f"{base}rs"), meaning)
    for prefix, factor in {"": 1.0, "milli": 1e-3, "kilo": 1e3}.items():
        for name in ("amp", "amps", "ampere", "amperes"):
            found[prefix + name] = ("A", factor)
            found |= dict.fromkeys((f"{prefix}{name} {hour}" for hour in HOURS), ("other", 1.0))
    found["amperage"] = ("A", 1.0)
    for measure, spellings in {
        "V": "volt, volts, kv, kilovolt, kilovolts, millivolt, millivolts, vrms, vac, vdc",
        "gas": "therm, therms, ccf, mcf, mmcf, scf, btu, kbtu, mmbtu, mbtu, dth, dekatherm, dekatherms, cubic feet, "
        "cubic foot, cubic meter, cubic meters, cubic metre, cubic metres, cu ft, ft3, m3",
        "water": "gal, gals, gallon, gallons, kgal, kgals, hcf, liter, liters, litre, litres, gpm",
        "money": "$, usd, cad, aud, nzd, eur, gbp, €, £, ¢, cent, cents, dollar, dollars, euro, euros, us $",
        "temperature": "° c, ° f, °, degc, degf, deg c, deg f, degree c, degree f, degrees c, degrees f, celsius, "
        "fahrenheit, degrees celsius, degrees fahrenheit, kelvin",
        "percent": "%, percent, pct, % rh",
        "time": "minutes, seconds, mins, secs, milliseconds",
        "other": "hz, hertz, khz, pf, lux, kg, lbs, lb, mj, gj, kj, joule, joules, rpm, psi, ppm, ah, mah, mvar, "
        "mvarh, mvars, pulses, counts",
    }.items():
        found |= dict.fromkeys(spellings.split(", "), (measure, 1.0))
    return found


def _exact() -> dict[str, Meaning]:
    """Spellings in which the letter case decides."""
    found: dict[str, Meaning] = {
        "VA": ("kVA", 1e-3),
        "VAh": ("kVAh", 1e-3),
        "VAH": ("kVAh", 1e-3),
        "Wh": ("kWh", 1e-3),
        "Whs": ("kWh", 1e-3),
        "Whr": ("kWh", 1e-3),
        "Whrs": ("kWh", 1e-3),
        "mA": ("A", 1e-3),
        "kA": ("A", 1e3),
        "KA": ("A", 1e3),
        "Arms": ("A", 1.0),
    }
    for prefix, factor in {"M": 1e3, "m": 1e-6}.items():
        for unit in ("W", "Watt", "Watts", "WATT", "WATTS"):
            found[f"{prefix}{unit}"] = ("kW", factor)
        found[f"{prefix}VA"] = ("kVA", factor)
        found |= dict.fromkeys((f"{prefix}Wh", f"{prefix}WH", f"{prefix}Whr", f"{prefix}Whrs"), ("kWh", factor))
        found |= dict.fromkeys((f"{prefix}VAh", f"{prefix}VAH"), ("kVAh", factor))
        for hour in HOURS:
            found[f"{prefix}W {hour}"] = ("kWh", factor)
            found[f"{prefix}VA {hour}"] = ("kVAh", factor)
    found["MWHR"] = found["MWHRS"] = found["MWHS"] = found["MWhs"] = ("kWh", 1e3)
    for hour in HOURS:
        found[f"W {hour}"] = ("kWh", 1e-3)
        found[f"VA {hour}"] = ("kVAh", 1e-3)
    for volts in ("Va", "Vb", "Vc", "Van", "Vbn", "Vcn", "Vab", "Vbc", "Vca", "Vrms", "Vavg", "VLN", "VLL", "mV", "MV"):
        found[volts] = ("V", 1.0)
    return found


PHRASES = _phrases()
EXACT = _exact()
LETTERS: dict[str, Meaning] = {"A": ("A", 1.0), "W": ("kW", 1e-3), "V": ("V", 1.0)}
WHOLE: dict[str, Meaning] = {
    **{letter.lower(): meaning for letter, meaning in LETTERS.items()},
    "va": ("kVA", 1e-3),
    "wh": ("kWh", 1e-3),
    "vah": ("kVAh", 1e-3),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "min", "minute", "s", "sec", "second", "ms"), ("time", 1.0)),
}
"""Short texts that are a unit only where nothing else is there."""
CASE_DECIDES = frozenset(
    {"mw", "mwh", "mwhr", "mwhrs", "mwhs", "mwatt", "mwatts", "mva", "mvah", "ma", "ka", "va", "wh"}
)
"""Spellings that are ambiguous, or too short to be trusted, unless they are in `EXACT` as written."""
QUANTITIES = _spelled(
    "power load demand consumption consumed usage use used energy real active apparent total sum grid import "
    "imported export exported site house home building main mains average avg mean max maximum min minimum "
    "peak net interval current curr delivered received reading value generation production produced solar pv "
    "p e s"
)
"""Words of what is measured, after which a single letter is a unit."""
TIME_WORDS = _spelled("min mins minute minutes sec secs second seconds s h hr hrs hour hours")
MINUTES = {
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 1),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 60),
}
INTERVALS = _spelled("interval int period reading")
SCALES = _spelled(
    "x × ^ k kilo mega milli giga micro thousand thousands hundred hundreds million millions tens tenths "
    "times multiplier multiplied mult scale scaled scaling ratio pulse pulses 000 000s 1000s 100s 10s hp "
    "horsepower pu"
)
"""Words beside a unit that change how much it is."""
NUMBERED = _spelled(
    "hour interval meter channel ch phase leg line he ct circuit main mains panel input port charger station "
    "evse feeder sensor clamp element breaker"
)
"""What is counted by numbers, so that a number behind is none of the unit's."""
PLACES = _spelled("building bldg panel wing tower side gate lot entrance feeder transformer unit section area")
"""Words after which a W is the west."""
PRICES = _spelled("cost costs price prices rate rates charge charges tariff cents amount")
