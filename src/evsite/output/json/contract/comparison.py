"""The document of `evsite compare`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.output.json.contract.head import Head

if TYPE_CHECKING:
    from evsite.documents.changes import DocumentChange
    from evsite.output.json.contract.drivers import DriversFigures
    from evsite.output.json.contract.findings import FindingFigures
    from evsite.studies.comparison.design_results import (
        BillChange,
        DesignVerdict,
        FactChange,
        FindingCounts,
        FindingState,
        LeastGuaranteed,
        PortChange,
        ProofChange,
        Reason,
        RunChange,
        StatementChange,
        Things,
        Total,
    )


@dataclass(frozen=True, slots=True)
class FindingChangeFigures:
    """A finding that one design has and the other has not, or has ignored, as `evsite check` shows it there."""

    state: FindingState
    finding: FindingFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareDocument(Head):
    """`evsite compare` of two designs: `before` and `after` are their files, `documents` is null if not compared.

    `real_drivers` are sessions that were played in both, null without sessions; the verdict does not count them.

    The verdict counts errors and warnings, ports, what they get, and proofs: better or worse where these only gain or
    only lose, mixed where they do both, changed where other things differ alone, same where nothing does.
    """

    before: str
    after: str
    verdict: DesignVerdict
    reasons: tuple[Reason, ...]
    verdict_before: Literal["passes", "fails"]
    verdict_after: Literal["passes", "fails"]
    counts: tuple[FindingCounts, ...]
    findings: tuple[FindingChangeFigures, ...]
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
    documents: tuple[DocumentChange, ...] | None
    real_drivers: DriversFigures | None
