"""The conductors of `evsite report --conductors --format json`: numbers in the unit of their key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.codebook.conductors import size_words
from evsite.output.json.writer import number

if TYPE_CHECKING:
    from evsite.studies.conductors import ConductorChoice, ConductorProposal


def proposal_dict(proposal: ConductorProposal) -> dict[str, Any]:
    """One run, or several that are alike."""
    return {
        "runs": list(proposal.nodes),
        "kind": proposal.kind,
        "wiring": proposal.wiring,
        "voltage": number(proposal.voltage_v),
        "continuous_a": number(proposal.continuous_a),
        "noncontinuous_a": number(proposal.noncontinuous_a),
        "sized_a": number(proposal.sized_a),
        "device_a": number(proposal.ocpd_a),
        "device_given_a": number(proposal.ocpd_given_a),
        "length_ft": number(proposal.length_ft),
        "insulation": proposal.insulation,
        "choices": [_choice(choice) for choice in proposal.choices],
        "assumptions": list(proposal.assumptions),
    }


def _choice(choice: ConductorChoice) -> dict[str, Any]:
    conductor = choice.conductor
    return {
        "size": size_words(conductor.size),
        "material": conductor.material,
        "sets": conductor.sets,
        "terminal_c": conductor.terminal_c,
        "ambient_c": number(conductor.ambient_c),
        "current_carrying": conductor.current_carrying,
        "ampacity_a": number(choice.ampacity_a),
        "egc_size": None if choice.egc_size is None else size_words(choice.egc_size),
        "egc_material": None if choice.egc_size is None else choice.egc_material,
        "drop_percent": number(choice.drop_percent),
        "because": choice.because,
    }
