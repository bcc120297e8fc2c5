"""The catalogue of charging stations: what ships with evsite, and what a site file adds to it.

The table in `data/stations.csv` is read only when a site names a model. A cell that is not a plain number ("1-2",
"up to 4 links") gives None, and the station's note says what stood there: nothing is guessed.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from evsite.codebook.formulas import usable_continuous_a
from evsite.model.stated import FIGURES, Stated, UnseenValue, unseen
from evsite.rounding import fits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evsite.model.stated import Figure


_SUGGESTIONS_TO_LOOK_FOR = 100
USUAL_INPUT_V = 480.0
"""Line voltage that the input current of a three-phase DC station is given at, unless said otherwise [V]."""
_DATA = Path(__file__).parents[1] / "data"

Confidence = Literal["seen-in-source", "from-knowledge", "site-file"]


@dataclass(frozen=True, slots=True)
class StationModel:
    """A charging station that one can buy. None: not known, or not a plain number in the source.

    Currents are amperes of one port. `settings` and `jumper_settings` go by the breaker's amperes, in rising order;
    a jumper setting is (one car alone, each of two cars). `total_a` of a jumpered station is twice the latter, which
    may be more than a port alone can give: a CT4000 on 40 A shares 32 A though one port stops at 30 A. Every figure
    says by itself whether it was read in a document (`Stated`); `confidence` is that of the row as a whole.
    """

    id: str
    maker: str
    name: str
    category: str
    """ "ac_l2", "ac" or "dcfc"."""
    shipped_as: str = ""
    """The entry of the catalogue that it is, or that a model of the site file starts from; empty for neither."""
    market: str = "NA"
    ports: int | None = None
    connector: str = ""
    phases: int | None = None
    input_v: tuple[float, ...] = ()
    port_max_a: Stated | None = None
    circuits: int | None = None
    """Feeds of a station as it is built, before any jumper."""
    breaker_a: Stated | None = None
    max_ocpd_a: Stated | None = None
    settings: dict[float, Stated] = field(default_factory=dict)
    jumper_settings: dict[float, tuple[Stated, Stated]] = field(default_factory=dict)
    dc_kw: Stated | None = None
    """DC output of the whole unit; of both stations for a pair."""
    ac_input_a: Stated | None = None
    """AC input current of a station at full output, at the first of `input_v`; both stations of a pair have it."""
    input_is_nameplate: bool = False
    """Whether `ac_input_a` stands on a nameplate or in a data sheet; else it was derived from kW and losses."""
    paired: bool = False
    """Whether the entry is two stations that are wired together, each with a feed of its own."""
    modules: int | None = None
    """Power modules of one station (of one block: the most that it holds); None where it steers none."""
    module_kw: Stated | None = None
    """DC output of one module."""
    module_input_a: Stated | None = None
    """AC input current of one module at full output and at the first of `input_v`, where it was published."""
    port_modules: int | None = None
    """Most modules that can feed one port."""
    module_pool: Literal["", "pair", "block"] = ""
    """Who shares the modules: two stations that are paired, or the ports of one block."""
    efficiency: Stated | None = None
    power_factor: Stated | None = None
    current_with_power: bool = False
    """Whether `port_max_a` and `dc_kw` of a DC station were given together, as on a nameplate."""
    min_a: Stated | None = None
    current_step_a: float | None = None
    """Step of the currents that a port can offer; only a model of the site file says it."""
    currents_a: tuple[float, ...] = ()
    """The currents that a port can offer where these are a list; only a model of the site file says it."""
    sharing_method: str = ""
    """How stations of the model share power, in the words of the source; empty where no source does."""
    most_in_group: str = ""
    """How many may share in one group, in the words of the source: some say it by firmware or by a formula."""
    source_title: str = ""
    source_url: str = ""
    confidence: Confidence = "from-knowledge"
    seen_fields: str = ""
    """Which values were read in the source, where not all were."""
    note: str = ""

    @property
    def dc(self) -> bool:
        """Whether it charges with direct current."""
        return self.category == "dcfc"

    @property
    def port_dc_kw(self) -> float | None:
        """Most that one port delivers from its own feed [kW]: a paired station's own half of the pair."""
        if self.dc_kw is None or not self.paired or not self.ports:
            return self.dc_kw
        return Stated(self.dc_kw / self.ports, seen=self.dc_kw.seen)

    @property
    def unseen_values(self) -> tuple[UnseenValue, ...]:
        """Every figure that is known of it and was not read in a document."""
        plain = [name for name in FIGURES if name not in {"settings", "jumper_settings"}]
        found = list(unseen((name, getattr(self, name)) for name in plain))
        for breaker_a, amps in self.settings.items():
            found += unseen([("settings", amps)], breaker_a)
        for breaker_a, (_, each_of_two_a) in self.jumper_settings.items():
            found += unseen([("jumper_settings", each_of_two_a)], breaker_a)
        return tuple(found)

    def as_read(self) -> StationModel:
        """The model without the figures not confirmed in a document."""
        read: dict[str, Any] = {
            "settings": {breaker: amps for breaker, amps in self.settings.items() if amps.seen},
            "jumper_settings": {breaker: amps for breaker, amps in self.jumper_settings.items() if amps[1].seen},
        }
        for name in FIGURES:
            value = getattr(self, name)
            if name not in read:
                read[name] = value if value is not None and value.seen else None
        return replace(self, **read)

    @property
    def rated(self) -> bool:
        """Whether it is known what a port draws or delivers."""
        return any(value is not None for value in (self.port_max_a, self.dc_kw, self.ac_input_a))

    def single_feed(self, ports: int) -> bool:
        """Whether a station of so many ports has but one feed by construction."""
        return ports > 1 and not self.paired and (self.dc or self.circuits == 1)

    def setting_for(self, breaker_a: float) -> float | None:
        """What a port may draw on a breaker: the setting of the greatest listed breaker up to it; None if it has none.

        On a breaker smaller than any listed one, 80 % of it.
        """
        if not self.settings:
            return None
        listed = [amps for breaker, amps in self.settings.items() if fits(breaker, breaker_a)]
        return listed[-1] if listed else usable_continuous_a(breaker_a)

    def jumper_for(self, breaker_a: float) -> tuple[float, float]:
        """What one car alone may draw, and both ports together, with the jumper on a breaker [A]."""
        listed = [amps for breaker, amps in self.jumper_settings.items() if fits(breaker, breaker_a)]
        if listed:
            one_car_a, each_of_two_a = listed[-1]
            return one_car_a, Stated(2 * each_of_two_a, seen=each_of_two_a.seen)
        total_a = usable_continuous_a(breaker_a)
        return min(self.setting_for(breaker_a) or total_a, total_a), total_a


def load_catalog() -> Mapping[str, StationModel]:
    """The catalogue that ships with evsite, by lower-case id, in the order of its table."""
    return {key: model for key in _rows() if (model := _shipped(key)) is not None}


@cache
def _rows() -> dict[str, dict[str, str]]:
    return _table("stations", "id")


@cache
def _modules() -> dict[str, dict[str, str]]:
    return _table("power_modules", "model")


def _table(name: str, key: str) -> dict[str, dict[str, str]]:
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row[key].lower(): row for row in csv.DictReader(file)}


@cache
def _shipped(key: str) -> StationModel | None:
    # most sites name one or two models: the other rows stay as they are
    row = _rows().get(key)
    return None if row is None else _model(row)


class Catalog:
    """The stations that one site file can name: the shipped ones, with its own put over them."""

    def __init__(self, own: Mapping[str, StationModel] | None = None) -> None:
        self._own: dict[str, StationModel] = {}
        self._by_short_name: dict[str, dict[str, StationModel]] = {}
        """Own models by a short name, then by their own one."""
        self._found: dict[str, StationModel | None] = {}
        self._nearest: dict[str, list[str]] = {}
        for key, model in (own or {}).items():
            self.add(key, model)

    def add(self, name: str, model: StationModel) -> None:
        """Put a model of the site file's own over the others, in the place of one of its own with that name."""
        key = name.lower()
        for short in _short_names(self._own[key]) if key in self._own else ():
            self._by_short_name[short].pop(key, None)
        self._own[key] = model
        for short in _short_names(model):
            self._by_short_name.setdefault(short, {})[key] = model
        self._found.clear()

    def find(self, name: str) -> StationModel | None:
        """The model of that id or model name, in any case; None if there is none, or if the name is ambiguous."""
        if name not in self._found:
            self._found[name] = self._look_up(name)
        return self._found[name]

    def _look_up(self, name: str) -> StationModel | None:
        key = name.strip().lower()
        if key in self._own:
            return self._own[key]
        shipped = _shipped(key)
        if shipped is not None:
            return shipped
        own = self._by_short_name.get(key, {}).values()
        if len(own) > 1:
            return None
        matching = [*own, *(model for model in load_catalog().values() if key in _short_names(model))]
        return matching[0] if len({model.id for model in matching}) == 1 else None

    def nearest(self, name: str, *, most: int = 3) -> list[str]:
        """Ids that come nearest to a name that is not known: the family of that name first, then likely slips."""
        if name not in self._nearest:
            # in a file full of slips the later ones are reported without a guess at what was meant
            self._nearest[name] = self._look_near(name) if len(self._nearest) < _SUGGESTIONS_TO_LOOK_FOR else []
        return self._nearest[name][:most]

    def _look_near(self, name: str) -> list[str]:
        key = name.strip().lower()
        models = {**load_catalog(), **self._own}
        family = [model.id for model in models.values() if model.market == "NA" and key and key in model.name.lower()]
        words = {
            short: model.id for model in reversed(models.values()) for short in (model.id.lower(), *_short_names(model))
        }
        close = [words[match] for match in get_close_matches(key[:80], words, n=6, cutoff=0.6)]
        return list(dict.fromkeys([*family, *close]))

    def models(self) -> Iterable[StationModel]:
        """Every model, own entries in place of the shipped ones they override."""
        return {**load_catalog(), **self._own}.values()


# --- reading the table --------------------------------------------------------------------------------------------


def _short_names(model: StationModel) -> tuple[str, ...]:
    # products of other markets go by their id alone: "CP6000" must not quietly become the European one
    if model.market != "NA":
        return ()
    short = model.name.split("(")[0].strip().lower()
    return (model.name.lower(), short) if short else (model.name.lower(),)


class _Row:
    """Reads the cells of a row, and remembers those that hold something else than a number.

    The cell `seen_values` names the figures that were read in a document, a single setting by its breaker
    ("settings:40"); whatever it does not name was not.
    """

    def __init__(self, row: dict[str, str]) -> None:
        self._row = row
        self._seen = frozenset(filter(None, row["seen_values"].split(";")))
        self.odd: list[str] = []

    def figure(self, figure: Figure, *columns: str) -> Stated | None:
        """The figure of the first column that has a number."""
        value = next((value for column in columns if (value := self.number(column)) is not None), None)
        return None if value is None else Stated(value, seen=figure in self._seen)

    def by_breaker(self, figure: Figure, column: str) -> dict[float, tuple[Stated, ...]]:
        """Currents by the breaker, in rising order."""
        found: dict[float, tuple[Stated, ...]] = {}
        for part in filter(None, self._row[column].split(";")):
            try:
                breaker, amps = part.split(":")
                seen = bool(self._seen & {figure, f"{figure}:{breaker}"})
                found[float(breaker)] = tuple(Stated(float(value), seen=seen) for value in amps.split("/"))
            except ValueError:
                self.odd.append(f"{column.replace('_', ' ')} has '{part}'")
        return dict(sorted(found.items()))

    def number(self, column: str) -> float | None:
        cell = self._row[column].strip()
        try:
            return float(cell) if cell else None
        except ValueError:
            self.odd.append(f"{column.replace('_', ' ')} is given as '{cell}'")
            return None

    def whole(self, column: str) -> int | None:
        number = self.number(column)
        return None if number is None else int(number)

    def numbers(self, column: str) -> tuple[float, ...]:
        return tuple(float(part) for part in self._row[column].split(";") if part)


def _model(row: dict[str, str]) -> StationModel:
    per_station = row["ac_input_a_480"].endswith(" per station")
    if per_station:
        row = {**row, **{key: row[key].removesuffix(" per station") for key in ("ac_input_a_480", "breaker_a_480")}}
    cells = _Row(row)
    model = StationModel(
        id=row["id"],
        shipped_as=row["id"],
        maker=row["maker"],
        name=row["model"],
        category=row["category"],
        market=row["market"],
        ports=cells.whole("ports"),
        connector=row["connector"],
        phases=cells.whole("phases"),
        input_v=cells.numbers("nominal_input_v"),
        port_max_a=cells.figure("port_max_a", "max_output_a_per_port"),
        circuits=cells.whole("circuits_default"),
        breaker_a=cells.figure("breaker_a", "breaker_a_per_circuit", "breaker_a_480"),
        max_ocpd_a=cells.figure("max_ocpd_a", "max_ocpd_a"),
        settings={
            breaker: amps[0] for breaker, amps in cells.by_breaker("settings", "settings_breaker_to_amps").items()
        },
        jumper_settings={
            breaker: (amps[0], amps[1])
            for breaker, amps in cells.by_breaker(
                "jumper_settings", "jumper_settings_breaker_to_amps_1car_2car"
            ).items()
        },
        dc_kw=cells.figure("dc_kw", "dc_nominal_kw"),
        ac_input_a=cells.figure("ac_input_a", "ac_input_a_480"),
        input_is_nameplate=row["ac_input_basis"] == "nameplate",
        paired=per_station,
        efficiency=cells.figure("efficiency", "efficiency"),
        power_factor=cells.figure("power_factor", "power_factor"),
        min_a=cells.figure("min_a", "min_a_per_port"),
        sharing_method=row["sharing_method"],
        most_in_group=row["max_units_per_share_group"],
        source_title=row["source_title"],
        source_url=row["source_url"],
        confidence="seen-in-source" if row["confidence"] == "seen-in-source" else "from-knowledge",
        seen_fields=row["seen_fields"],
        note=row["note"].strip(),
    )
    if model.dc and model.id in _modules():
        model = _with_modules(model, _modules()[model.id])
    return replace(model, note="; ".join(filter(None, [model.note, *cells.odd]))) if cells.odd else model


def _with_modules(model: StationModel, row: dict[str, str]) -> StationModel:
    cells = _Row(row)
    return replace(
        model,
        modules=cells.whole("modules"),
        module_kw=cells.figure("module_kw", "module_kw"),
        module_input_a=cells.figure("module_input_a", "module_input_a_480"),
        port_modules=cells.whole("port_modules"),
        module_pool="pair" if row["pool"] == "pair" else "block",
    )
