"""What a comparison of two designs answers, as plain data: `before` is the first of them, `after` the second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evsite.model.finding import Finding

FactValue = bool | int | float | str | None
"""A fact of a site; None where a file does not say it."""
DesignVerdict = Literal["same", "changed", "better", "worse", "mixed"]
"""Whether anything differs; and whether what was found, what drivers get and what is proved gains, loses, or both."""
ThingKind = Literal["supply", "panel", "circuit", "station", "load", "group", "port"]
FactKind = Literal["site", "supply", "panel", "circuit", "station", "load", "group", "port"]
FindingState = Literal["new", "fixed", "now ignored", "no longer ignored"]
StatementKind = Literal["premise", "assumption", "note", "not checked"]
ProofWord = Literal["proved safe", "not known", "can be overloaded"]
ChangeBasis = Literal[
    "errors", "warnings", "ports", "guaranteed", "all in use", "offline", "proof", "overload", "fallback"
]
"""What a verdict counts."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that the verdict rests on: so many of these gain or lose."""

    direction: Literal["gain", "loss"]
    basis: ChangeBasis
    number: int


@dataclass(frozen=True, slots=True)
class Things:
    """Things of one kind that are on one side alone, or that have another name there: `names` beside `before_names`."""

    kind: ThingKind
    names: tuple[str, ...]
    before_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that differs, alike for things of one kind; they are called by their names after, if they are there.

    `key` is the name of the fact, with its unit where it has one. Facts of the site itself have no names.
    """

    kind: FactKind
    names: tuple[str, ...]
    key: str
    before: FactValue
    after: FactValue


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding that one design has and the other has not, or has ignored."""

    state: FindingState
    finding: Finding


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """How many findings of each severity are new, fixed and in both; those not checked are left aside."""

    severity: Literal["error", "warning", "info"]
    before: int
    after: int
    new: int
    fixed: int
    kept: int


@dataclass(frozen=True, slots=True)
class PortState:
    """What a report says of a port: rated, with every port in use, and guaranteed; None where nothing is promised."""

    voltage_v: float
    rated_a: float
    max_a: float
    all_in_use_current_a: float
    all_in_use_power_kw: float
    all_in_use_range_mi_per_h: float
    longest_wait_h: float | None
    proof: Literal["exact", "bound", "none"]
    guaranteed_current_a: float | None
    guaranteed_power_kw: float | None
    guaranteed_range_mi_per_h: float | None
    with_offline_current_a: float | None


@dataclass(frozen=True, slots=True)
class LeastGuaranteed:
    """The least that any port of a site is guaranteed, and which port that is."""

    port: str
    current_a: float
    power_kw: float
    range_mi_per_h: float


@dataclass(frozen=True, slots=True)
class PortChange:
    """Ports that change alike; None for a side on which they are not there.

    They are called by their names after, or before where they are gone. `gains` and `losses` say in what.
    """

    ports: tuple[str, ...]
    before: PortState | None
    after: PortState | None
    gains: tuple[ChangeBasis, ...]
    losses: tuple[ChangeBasis, ...]


@dataclass(frozen=True, slots=True)
class ProofChange:
    """Equipment or groups whose conductors are proved safe on one side and not on the other.

    `about` says of what: the greatest load that groups allow, or what offline stations may draw. `owners` are the
    things whose limits these are.
    """

    about: Literal["load", "fallback"]
    kind: ThingKind
    owners: tuple[str, ...]
    before: ProofWord
    after: ProofWord


@dataclass(frozen=True, slots=True)
class RunState:
    """Conductors of a run, its raceways or cable, and how far it goes one way; None for what is not stated."""

    conductors: str | None
    raceway: str | None
    length_ft: float | None
    computed: bool


@dataclass(frozen=True, slots=True)
class RunChange:
    """Runs that change alike, by the circuits, panels and supplies that they go to."""

    kind: str
    names: tuple[str, ...]
    before: RunState | None
    after: RunState | None


@dataclass(frozen=True, slots=True)
class Total:
    """A quantity of the whole site on both sides; `unit` is empty for a number of pieces.

    `unknown_before` and `unknown_after` are how many runs are left out, for nobody says how long they are.
    """

    key: str
    before: int
    after: int
    unit: Literal["", "ft"] = ""
    unknown_before: int = 0
    unknown_after: int = 0


@dataclass(frozen=True, slots=True)
class BillChange:
    """A line of the bill of materials whose number differs."""

    category: str
    item: str
    use: str
    unit: Literal["ft", "each"]
    status: str | None
    computed: bool
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class StatementChange:
    """A premise, an assumption or a note that one side has alone."""

    direction: Literal["added", "removed"]
    kind: StatementKind
    text: str


@dataclass(frozen=True, slots=True)
class DesignComparison:
    """Everything that distinguishes two designs."""

    verdict: DesignVerdict
    reasons: tuple[Reason, ...]
    passes_before: bool
    passes_after: bool
    counts: tuple[FindingCounts, ...]
    findings: tuple[FindingChange, ...]
    ports_before: int
    ports_after: int
    least_before: LeastGuaranteed | None
    least_after: LeastGuaranteed | None
    ports: tuple[PortChange, ...]
    proofs: tuple[ProofChange, ...]
    added: tuple[Things, ...]
    removed: tuple[Things, ...]
    renamed: tuple[Things, ...]
    facts: tuple[FactChange, ...]
    totals: tuple[Total, ...]
    runs: tuple[RunChange, ...]
    bill: tuple[BillChange, ...]
    statements: tuple[StatementChange, ...]

    @property
    def new_errors(self) -> int:
        """How many errors the second design has that the first has not, or has ignored."""
        return sum(
            each.finding.severity == "error" and each.state in {"new", "no longer ignored"} for each in self.findings
        )
