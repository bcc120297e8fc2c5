"""`evsite compare-policies` as JSON: a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.allocation.policies import policy_named
from evsite.output.from_result import from_result
from evsite.output.json.contract.policies import OutcomeFigures, PoliciesDocument
from evsite.output.json.documents import assumed
from evsite.output.json.serialize import document_json

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.policy_results import PolicyComparison, PolicyOutcome

JsonObject = dict[str, Any]


def policies_document(site: Site, comparison: PolicyComparison) -> JsonObject:
    """One moment under every policy."""
    document = PoliciesDocument(
        file=site.source.filename,
        slot_h=comparison.slot_h,
        policies=tuple(map(_outcome, comparison.outcomes)),
        notes=(*comparison.notes, *assumed(site)),
    )
    return document_json(document, site)


def _outcome(outcome: PolicyOutcome) -> OutcomeFigures:
    return from_result(OutcomeFigures, outcome, trade_off=policy_named(outcome.policy).trade_off, ports=outcome.shares)
