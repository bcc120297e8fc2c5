"""The conductors of `evsite report --conductors --format json`: numbers in the unit of their key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.conductors import size_words
from evsite.output.json.contract.head import told
from evsite.output.json.contract.report import ChoiceFigures, ConductorFigures

if TYPE_CHECKING:
    from evsite.studies.conductors import ConductorChoice, ConductorProposal


def proposal_figures(proposal: ConductorProposal) -> ConductorFigures:
    """One run, or several that are alike."""
    return told(
        ConductorFigures,
        proposal,
        runs=tuple(proposal.nodes),
        device_a=proposal.ocpd_a,
        device_given_a=proposal.ocpd_given_a,
        choices=tuple(map(_choice, proposal.choices)),
    )


def _choice(choice: ConductorChoice) -> ChoiceFigures:
    conductor = choice.conductor
    return ChoiceFigures(
        size=size_words(conductor.size),
        material=conductor.material,
        sets=conductor.sets,
        terminal_c=conductor.terminal_c,
        ambient_c=conductor.ambient_c,
        current_carrying=conductor.current_carrying,
        ampacity_a=choice.ampacity_a,
        egc_size=None if choice.egc_size is None else size_words(choice.egc_size),
        egc_material=None if choice.egc_size is None else choice.egc_material,
        drop_percent=choice.drop_percent,
        because=choice.because,
    )
