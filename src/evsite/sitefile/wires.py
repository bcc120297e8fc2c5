"""Conductors as people write them: "3 AWG", "1/0", "500 kcmil", "THWN-2", "75 °C", in "EMT" of "1-1/4"."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler, PlainValidator, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from evsite.codebook.raceways import MATERIALS, cables, trade_sizes
from evsite.codebook.tables import rows
from evsite.model.quantity import Quantity
from evsite.sitefile.quantity_errors import QuantityError
from evsite.sitefile.quantity_types import QuantityIn
from evsite.sitefile.refused import RefusalError
from evsite.sitefile.schedule_texts import conductor_keys
from evsite.sitefile.suggested import Spelled
from evsite.sitefile.trade import SizeText, read_material, read_size_text
from evsite.sitefile.wording import kind_of, shown
from evsite.words import listed


@cache
def _sizes() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["size_awg_kcmil"] for row in rows("conductor_resistance_ch9_t8")))


@cache
def _insulations() -> dict[str, str]:
    return {row["insulation"].casefold(): row["insulation"] for row in rows("insulation_types")}


def _size(value: object) -> str:
    return _read_size(value).size


def _size_alone(value: object) -> str:
    """A size of which nothing else is said: another key takes the rest."""
    stated = _read_size(value)
    if stated.rest or stated.sets or stated.material:
        raise ValueError(f"'{shown(str(value)[:20])}' says more than a size, expected \"{_written(stated.size)}\"")
    return stated.size


def _egc(value: object) -> str:
    stated = _read_size(value)
    if stated.rest or stated.sets:
        raise ValueError(f"'{shown(str(value)[:20])}' says more than a size, expected \"{_written(stated.size)}\"")
    return stated.size


def _read_size(value: object) -> SizeText:
    expected = 'expected a size such as "3 AWG", "1/0 AWG" or "500 kcmil"'
    if not isinstance(value, str):
        short = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 10**6
        what = f"the number {value}" if short else kind_of(value)
        raise ValueError(f"found {what}, {expected}")
    stated = read_size_text(value)
    if (
        stated is None
        or stated.size not in _sizes()
        or (stated.unit and (stated.unit not in _KCMIL) != _is_awg(stated.size))
    ):
        raise RefusalError(f"'{shown(value[:20])}' is no size of conductor, {expected}", fits=_size_fits(value))
    odd = [word for word in stated.rest if _insulation_of(word) is None]
    if odd or len(stated.rest) > 1:
        reason = f"'{shown(value[:40])}' has '{shown((odd or stated.rest)[-1])}' in it, {expected}"
        raise RefusalError(reason, fits=_size_fits(value))
    return stated


_KCMIL = {"kcmil", "mcm"}


def _size_fits(text: str) -> list[str | dict[str, str | int]]:
    """The keys of a text that says more than a size; and its size, insulation, material and sets, as they are read."""
    keys = conductor_keys(text, _insulations())
    words = [keys.get("insulation"), keys.get("material")]
    sets = f"{keys['sets']} sets of " if "sets" in keys else ""
    if not keys:
        return []
    reported = " ".join(filter(None, (f"{sets}{keys['size']}", *map(str, filter(None, words)))))
    return [keys, reported] if keys.keys() & {"egc", "trade_size", "length"} else [reported]


def _insulation_of(word: str) -> str | None:
    """The type that a word says; of a conductor marked for several, "THHN/THWN", the one of the lowest temperature."""
    written = {_letters(name): name for name in _insulations().values()}
    types = [written.get(_letters(part)) for part in word.split("/")]
    known = [each for each in types if each is not None]
    if len(known) < len(types):
        return None
    return min(reversed(known), key=lambda each: (_column_c(each), each[-2:] != "-2"))


@cache
def _column_c(insulation: str) -> float:
    """The temperature of a type of insulation [°C]."""
    return next(float(row["column_c"]) for row in rows("insulation_types") if row["insulation"] == insulation)


def _written(size: str) -> str:
    return f"{size} {'AWG' if _is_awg(size) else 'kcmil'}"


def keys_in_size_text(value: object, material: str = "material") -> dict[str, object]:
    """What the text of a size says besides, by the keys that have it; nothing for one that cannot be read."""
    stated = read_size_text(value) if isinstance(value, str) else None
    if stated is None:
        return {}
    insulation = next((known for word in stated.rest if (known := _insulation_of(word)) is not None), None)
    found = {"insulation": insulation, material: stated.material, "sets": stated.sets}
    return {key: word for key, word in found.items() if word is not None}


def keys_in_raceway_text(value: object) -> dict[str, object]:
    """The trade size in the text of a raceway."""
    parts = _raceway_parts(value)
    return {} if parts is None else {"trade_size": parts[1]}


def keys_in_trade_size_text(value: object) -> dict[str, object]:
    """The kind of raceway in the text of a trade size."""
    parts = _raceway_parts(value)
    return {} if parts is None else {"raceway": parts[0]}


def _raceway_parts(value: object) -> tuple[str, str] | None:
    """Kind and trade size of a text that says both: "3/4 EMT", "EMT 3/4"."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    text = re.sub(r"\s+conduit$", "", _plain_fractions(value.strip()), flags=re.IGNORECASE)
    first = re.match(_TRADE_SIZE.pattern + r"\s*(?=[A-Za-z])", text, re.IGNORECASE)
    words = [(text[: first.end()], text[first.end() :])] if first is not None and first.end() else []
    last = re.search(r"(?<=[A-Za-z])\s+(?=[0-9.])", text)
    if last is not None:
        words.append((text[last.end() :], text[: last.start()]))
    for size, kind in words:
        try:
            return _kind_alone(kind), _size_of_trade(size)
        except ValueError:
            continue
    return None


def _is_awg(size: str) -> bool:
    return "/" in size or int(size) < 250


def _insulation(value: object) -> str:
    known = _insulation_of(value.strip()) if isinstance(value, str) else None
    if known is None:
        what = (
            f"'{shown(value[:20])}' is no type of insulation" if isinstance(value, str) else f"found {kind_of(value)}"
        )
        types = listed([f'"{name}"' for name in _insulations().values()])
        raise ValueError(f"{what}, expected {types}")
    return known


class _TerminalIn(QuantityIn):
    """Marks a key as what terminals are marked for."""

    @property
    def bounds(self) -> str:
        """Which of them will do, in words."""
        return "60 °C or 75 °C"

    def read(self, value: object) -> Quantity:
        """Read a raw value of the file. Raises QuantityError."""
        quantity = super().read(value)
        if not any(abs(quantity.value - column) < 0.01 for column in (60, 75)):
            raise QuantityError(
                f"'{quantity.text}' is no rating of terminals here, "
                'expected "60 °C" or "75 °C": the 90 °C column is for derating alone',
                fits=("60 °C", "75 °C"),
            )
        return quantity


METRIC_DESIGNATORS = {
    "16": "1/2", "21": "3/4", "27": "1", "35": "1-1/4", "41": "1-1/2", "53": "2", "63": "2-1/2", "78": "3",
    "91": "3-1/2", "103": "4", "129": "5", "155": "6",
}  # fmt: skip
"""The trade size of each metric designator [mm]. NEC Table 300.1(C)."""


def _letters(text: str) -> str:
    """What is left of a word without spaces, dashes and dots, in lower case."""
    return re.sub(r"[\s._-]+", "", text).casefold()


_RACEWAYS = ("pvc", "steel", "aluminum", *MATERIALS)
_RACEWAY_SPELLINGS = {
    "aluminium": "aluminum",
    **dict.fromkeys(("GRC", "GRS", "RGS", "RSC", "rigid", "rigid steel", "galvanized rigid"), "RMC"),
    **{f"PVC {word} {number}": f"PVC-{number}" for number in (40, 80) for word in ("sch", "schedule")},
    **{f"{word} {number} PVC": f"PVC-{number}" for number in (40, 80) for word in ("sch", "schedule")},
}
_CABLE_SPELLINGS = {"NM": "NM-B", "Romex": "NM-B", "UF": "UF-B"}
_TRADE_SIZES = tuple(dict.fromkeys(size for kind in MATERIALS for size in trade_sizes(kind)))
_TRADE_SIZE = re.compile(
    r"""(?P<whole>[0-9])?(?:(?(whole)[\s-]+)(?P<part>[123]/[24])|(?P<decimals>\.[0-9]{1,2}))?\s*(?:in\.?|inch|inches|"|″)?""",
    re.IGNORECASE,
)
_PARTS = {".25": "1/4", ".5": "1/2", ".50": "1/2", ".75": "3/4", ".0": "", ".00": "", "2/4": "1/2"}


def _one_of(names: Iterable[str], spellings: dict[str, str], value: object, what: str) -> str:
    names = list(names)
    known = {_letters(name): name for name in names} | {_letters(word): name for word, name in spellings.items()}
    found = known.get(_letters(value[:40])) if isinstance(value, str) else None
    if found is None:
        stated = f"'{shown(value[:20])}' is no {what}" if isinstance(value, str) else f"found {kind_of(value)}"
        choices = listed([f'"{name}"' for name in names])
        raise RefusalError(f"{stated}, expected {choices}", fits=_raceway_fits(value) if what == "raceway" else ())
    return found


def _raceway_fits(value: object) -> list[str]:
    """What a text that says a conduit without its kind may mean: 3/4" C, 21 mm EMT, (2) 2" EMT."""
    text = _plain_fractions(value.strip()[:40]) if isinstance(value, str) else ""
    found = re.fullmatch(
        r"(?:\([1-9]\)|[1-9]\s*@)?\s*(?P<size>[0-9][0-9 ./-]*?)\s*(?P<unit>mm|in\.?|inch|inches|\"|″)?\s*"
        r"(?P<kind>[A-Za-z][A-Za-z .-]*)?",
        text,
        re.IGNORECASE,
    )
    kind = (found["kind"] or "") if found is not None else text
    schedule = re.fullmatch(r"sch(?:\.|ed\.?|edule)?\s*(40|80)", kind, re.IGNORECASE)
    kinds = [f"PVC-{schedule[1]}"] if schedule is not None else list(MATERIALS)
    known = {_letters(name): name for name in _RACEWAYS} | {_letters(w): n for w, n in _RACEWAY_SPELLINGS.items()}
    if _letters(kind) in known:
        kinds = [known[_letters(kind)]]
    elif schedule is None and kind.strip(" .").casefold() not in {"", "c", "conduit", "cond", "raceway", "pipe"}:
        return []
    if found is None:
        return kinds
    metric = METRIC_DESIGNATORS.get(found["size"]) if found["unit"] == "mm" else None
    try:
        size = metric or _size_of_trade(found["size"])
    except ValueError:
        return []
    return [f"{size} {each}" for each in kinds]


def _plain_fractions(text: str) -> str:
    """A text with ½ and the like written as 1/2."""
    for sign, written in (("½", " 1/2"), ("¼", " 1/4"), ("¾", " 3/4")):
        text = text.replace(sign, written)
    return text.strip()


def _raceway(value: object) -> str:
    parts = _raceway_parts(value)
    return _kind_alone(value) if parts is None else parts[0]


def _kind_alone(value: object) -> str:
    return _one_of(_RACEWAYS, _RACEWAY_SPELLINGS, value, "raceway")


def _cable(value: object) -> str:
    return _one_of(cables(), _CABLE_SPELLINGS, value, "type of cable")


def _trade_size(value: object) -> str:
    parts = _raceway_parts(value)
    return _size_of_trade(value) if parts is None else parts[1]


def _size_of_trade(value: object) -> str:
    expected = 'expected a trade size such as "1/2", "1-1/4" or "2"'
    if not isinstance(value, str):
        short = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 10**6
        raise ValueError(f"found {f'the number {value}' if short else kind_of(value)}, {expected}")
    written = re.sub(
        r"\s*(?:c\.?|conduit|trade(?: size)?)$", "", _plain_fractions(value.strip()[:20]), flags=re.IGNORECASE
    )
    shape = _TRADE_SIZE.fullmatch(written)
    size = ""
    if shape is not None:
        part = shape["part"] or shape["decimals"] or ""
        whole = (shape["whole"] or "").replace("0", "")
        size = "-".join(filter(None, (whole, _PARTS.get(part, part))))
    if size not in _TRADE_SIZES:
        metric = METRIC_DESIGNATORS.get(re.sub(r"\s*mm$", "", written))
        reason = f"'{shown(value[:20])}' is no trade size of a raceway, {expected}"
        raise RefusalError(reason, fits=[] if metric is None else [metric])
    return size


_SIZE_SCHEMA = WithJsonSchema(
    {"type": "string", "examples": ["8 AWG", "3 AWG", "1/0 AWG", "500 kcmil"], "pattern": "[0-9]"}
)
WireSize = Annotated[
    str,
    PlainValidator(_size),
    WithJsonSchema(
        {
            "type": "string",
            "examples": ["8 AWG", "3 AWG", "1/0 AWG", "500 kcmil"],
            "pattern": "[0-9]",
        }
    ),
]
"""A size as the code tables write it: "3", "1/0", "500"; the text may say insulation, material and sets besides."""
SizeAlone = Annotated[str, PlainValidator(_size_alone), _SIZE_SCHEMA]
"""A size of which the text says nothing else."""
EgcSize = Annotated[str, PlainValidator(_egc), _SIZE_SCHEMA]
"""A size whose text may say the material besides."""
Insulation = Annotated[str, PlainValidator(_insulation), Spelled(lambda: _insulations().values())]
"""A type of insulation, in its usual letters."""
TerminalRating = Annotated[Quantity, _TerminalIn(("temperature",))]
"""Temperature rating of terminals: 60 or 75 degC."""
Raceway = Annotated[str, PlainValidator(_raceway), Spelled(lambda: _RACEWAYS, lambda: _RACEWAY_SPELLINGS)]
"""A kind of raceway ("EMT"), or what it is made of ("steel")."""
TradeSize = Annotated[
    str,
    PlainValidator(_trade_size),
    WithJsonSchema(
        {
            "type": "string",
            "examples": ["1/2", "3/4", "1", "1-1/4", "2", "3/4 EMT"],
            "pattern": "[0-9]",
        }
    ),
]
"""A trade size of a raceway as the code tables write it: "1/2", "1-1/4"."""
Cable = Annotated[str, PlainValidator(_cable), Spelled(cables, lambda: _CABLE_SPELLINGS)]
"""A type of cable."""


WIRE_READINGS: dict[str, Callable[[Any], object]] = {
    "insulation": _insulation,
    "material": read_material,
    "egc_material": read_material,
    "raceway": _raceway,
    "trade_size": _trade_size,
}
"""How keys are read that the text of another key may say too."""


@dataclass(frozen=True)
class OrText:
    """Marks a table that may be written as one text; `examples` are such texts."""

    examples: tuple[str, ...]

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The table, or a text."""
        return {"anyOf": [handler(schema), {"type": "string", "examples": list(self.examples), "pattern": "[0-9]"}]}
