"""Conductors as people write them: "3 AWG", "1/0", "500 kcmil", "THWN-2", "75 °C", in "EMT" of "1-1/4"."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from evsite.codebook.raceways import MATERIALS, cables, trade_sizes
from evsite.codebook.tables import rows
from evsite.model.quantity import Quantity
from evsite.sitefile.quantities import QuantityError
from evsite.sitefile.quantity_types import QuantityIn
from evsite.sitefile.suggested import Spelled
from evsite.sitefile.wording import kind_of, shown
from evsite.words import listed

_WRITTEN = re.compile(r"(?:no\.?|#)?\s*(?P<number>[1-4]/0|[0-9]{1,4})\s*(?P<unit>awg|kcmil|mcm)?", re.IGNORECASE)


@cache
def _sizes() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["size_awg_kcmil"] for row in rows("conductor_resistance_ch9_t8")))


@cache
def _insulations() -> dict[str, str]:
    return {row["insulation"].casefold(): row["insulation"] for row in rows("insulation_types")}


def _size(value: object) -> str:
    expected = 'expected a size such as "3 AWG", "1/0 AWG" or "500 kcmil"'
    if not isinstance(value, str):
        short = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 10**6
        what = f"the number {value}" if short else kind_of(value)
        raise ValueError(f"found {what}, {expected}")
    shape = _WRITTEN.fullmatch(value.strip()[:20])
    size = shape["number"] if shape is not None else ""
    if shape is None or size not in _sizes() or (shape["unit"] and (shape["unit"].lower() == "awg") != _is_awg(size)):
        raise ValueError(f"'{value[:20]}' is no size of conductor, {expected}")
    return size


def _is_awg(size: str) -> bool:
    return "/" in size or int(size) < 250


def _insulation(value: object) -> str:
    known = _insulations().get(value.strip().casefold()) if isinstance(value, str) else None
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
                'expected "60 °C" or "75 °C": the 90 °C column is for derating alone'
            )
        return quantity


def _letters(text: str) -> str:
    """What is left of a word without spaces, dashes and dots, in lower case."""
    return re.sub(r"[\s._-]+", "", text).casefold()


_RACEWAYS = ("pvc", "steel", "aluminum", *MATERIALS)
_RACEWAY_SPELLINGS = {
    "aluminium": "aluminum",
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
        said = f"'{shown(value[:20])}' is no {what}" if isinstance(value, str) else f"found {kind_of(value)}"
        choices = listed([f'"{name}"' for name in names])
        raise ValueError(f"{said}, expected {choices}")
    return found


def _raceway(value: object) -> str:
    return _one_of(_RACEWAYS, _RACEWAY_SPELLINGS, value, "raceway")


def _cable(value: object) -> str:
    return _one_of(cables(), _CABLE_SPELLINGS, value, "type of cable")


def _trade_size(value: object) -> str:
    expected = 'expected a trade size such as "1/2", "1-1/4" or "2"'
    if not isinstance(value, str):
        short = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 10**6
        raise ValueError(f"found {f'the number {value}' if short else kind_of(value)}, {expected}")
    shape = _TRADE_SIZE.fullmatch(value.strip()[:20])
    size = ""
    if shape is not None:
        part = shape["part"] or shape["decimals"] or ""
        whole = (shape["whole"] or "").replace("0", "")
        size = "-".join(filter(None, (whole, _PARTS.get(part, part))))
    if size not in _TRADE_SIZES:
        raise ValueError(f"'{shown(value[:20])}' is no trade size of a raceway, {expected}")
    return size


WireSize = Annotated[
    str,
    PlainValidator(_size),
    WithJsonSchema(
        {
            "type": "string",
            "examples": ["8 AWG", "3 AWG", "1/0 AWG", "500 kcmil"],
            "pattern": r"^\s*([Nn][Oo]\.?|#)?\s*([1-4]/0|[0-9]{1,4})\s*"
            r"([Aa][Ww][Gg]|[Kk][Cc][Mm][Ii][Ll]|[Mm][Cc][Mm])?\s*$",
        }
    ),
]
"""A trade size as the code tables write it: "3", "1/0", "500"."""
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
            "examples": ["1/2", "3/4", "1", "1-1/4", "2"],
            "pattern": r"^\s*([0-9]|[123]/[24]|[0-9][\s-]+[123]/[24]|[0-9]?\.[0-9]{1,2})"
            r"\s*([Ii][Nn]\.?|[Ii][Nn][Cc][Hh]|[Ii][Nn][Cc][Hh][Ee][Ss]|\"|″)?\s*$",
        }
    ),
]
"""A trade size of a raceway as the code tables write it: "1/2", "1-1/4"."""
Cable = Annotated[str, PlainValidator(_cable), Spelled(cables, lambda: _CABLE_SPELLINGS)]
"""A type of cable."""
