"""The documents of `evsite explain`, `rules` and `catalog`, and the list of layouts of meter data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.one_of import one_of
from evsite.output.json.contract.head import Document

if TYPE_CHECKING:
    from evsite.codebook.profiles import Profile
    from evsite.metering.layouts.model import Form, Mark
    from evsite.metering.options import Edge
    from evsite.model.finding import Severity
    from evsite.model.products import PlanFeature, Support
    from evsite.model.vehicles import Vehicle


@dataclass(frozen=True, slots=True)
class EditionSource:
    """Where a rule comes from in an edition of the NEC."""

    nec: int
    source: str


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """One rule in short."""

    code: str
    name: str
    severity: Severity
    title: str
    asks: str
    why: str
    sources: tuple[EditionSource, ...]


@dataclass(frozen=True, slots=True)
class FullRuleFigures(RuleFigures):
    """One rule with all that `explain` shows."""

    inputs: tuple[str, ...]
    failing: tuple[str, ...]
    passing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleName:
    """A rule that reads a key."""

    code: str
    name: str
    severity: Severity
    title: str


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A key of the site file; a star in one of its `paths` is any name, or any place in a list.

    `default` is the value that counts where it is left out, `otherwise` says the same in words where that is no one
    value. `values` are those that are listed, `spellings` what is understood besides; `open` says that names of one's
    own do as well. `keys` are those of the table that it holds. No finding and no figure depends on a key that is
    `descriptive`.
    """

    name: str
    paths: tuple[str, ...]
    meaning: str
    kind: str
    units: tuple[str, ...]
    required: bool
    default: str | int | bool | None
    otherwise: str
    values: tuple[str | int, ...]
    spellings: tuple[str, ...]
    open: bool
    example: str
    keys: tuple[str, ...]
    descriptive: bool
    rules: tuple[RuleName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainDocument(Document):
    """`evsite explain CODE|KEY|PROFILE`: the rule or profile of that name, if there is one, and every such key."""

    rule: FullRuleFigures | None = one_of()
    profile: Profile | None = one_of()
    keys: tuple[KeyFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesDocument(Document):
    """`evsite rules`."""

    rules: tuple[RuleFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilesDocument(Document):
    """`evsite rules --profiles`."""

    profiles: tuple[Profile, ...]


@dataclass(frozen=True, slots=True)
class SettingFigures:
    """What a station gives on a breaker."""

    breaker_a: float
    current_a: float


@dataclass(frozen=True, slots=True)
class JumperSettingFigures:
    """What a jumpered station gives on a breaker, to one vehicle and to each of two."""

    breaker_a: float
    one_car_a: float
    two_cars_a: float


@dataclass(frozen=True, slots=True)
class UnreadFigure:
    """A figure of a station not confirmed in a document: its name here, and for a setting its breaker."""

    figure: str
    breaker_a: float | None


@dataclass(frozen=True, slots=True)
class StationFigures:
    """A station of the catalogue; None is not known.

    `confidence` is that of the row as a whole; `not_read` names the figures not confirmed in a document.
    """

    model: str
    maker: str
    name: str
    category: str
    market: str
    ports: int | None
    connector: str
    phases: int | None
    port_max_a: float | None
    circuits: int | None
    breaker_a: float | None
    max_breaker_a: float | None
    settings: tuple[SettingFigures, ...]
    jumper_settings: tuple[JumperSettingFigures, ...]
    dc_power_kw: float | None
    ac_input_a: float | None
    ac_input_is_nameplate: bool
    input_v: tuple[float, ...]
    efficiency: float | None
    power_factor: float | None
    min_current_a: float | None
    sharing_method: str
    most_in_group: str
    paired: bool
    modules: int | None
    module_power_kw: float | None
    port_modules: int | None
    confidence: str
    not_read: tuple[UnreadFigure, ...]
    source_title: str
    source_url: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogDocument(Document):
    """`evsite catalog`."""

    stations: tuple[StationFigures, ...]


@dataclass(frozen=True, slots=True)
class FeatureFigures:
    """One cell of the guide's matrix of hardware."""

    feature: str
    title: str
    family: str
    support: Support
    printed: str
    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeaturesDocument(Document):
    """`evsite catalog features`."""

    hardware: tuple[FeatureFigures, ...]
    plans: tuple[PlanFeature, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VehiclesDocument(Document):
    """`evsite catalog vehicles`."""

    vehicles: tuple[Vehicle, ...]


@dataclass(frozen=True, slots=True)
class LayoutFigures:
    """How an exporter writes interval data.

    `mark` is how well its header is known: rows of a real export, code that reads it, reported by others; "generic" for
    forms that many write. `stamps` is which end of its interval a time stamp is.
    """

    layout: str
    title: str
    exporters: tuple[str, ...]
    mark: Mark
    form: Form
    stamps: Edge
    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutsDocument(Document):
    """`evsite load-study --layouts`."""

    layouts: tuple[LayoutFigures, ...]
