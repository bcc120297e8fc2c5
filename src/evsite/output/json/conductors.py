"""The conductors of `evsite report --conductors --format json`: numbers in the unit of their key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.conductors import size_words
from evsite.output.from_result import from_result
from evsite.output.json.contract.report import ChoiceFigures, ConductorFigures

if TYPE_CHECKING:
    from evsite.studies.conductors import ConductorChoice, ConductorProposal


def proposal_figures(proposal: ConductorProposal) -> ConductorFigures:
    """One run, or several that are alike."""
    return from_result(
        ConductorFigures,
        proposal,
        runs=tuple(proposal.nodes),
        device_a=proposal.ocpd_a,
        device_given_a=proposal.ocpd_given_a,
        choices=tuple(map(_choice, proposal.choices)),
    )


def _choice(choice: ConductorChoice) -> ChoiceFigures:
    conductor, egc_size = choice.conductor, choice.egc_size
    return from_result(
        ChoiceFigures,
        conductor,
        size=size_words(conductor.size),
        ampacity_a=choice.ampacity_a,
        egc_size=None if egc_size is None else size_words(egc_size),
        egc_material=None if egc_size is None else choice.egc_material,
        drop_percent=choice.drop_percent,
        because=choice.because,
    )
