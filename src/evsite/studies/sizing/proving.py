"""A design proved: its site file read back, checked by every rule, and what it guarantees every port."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.codebook.conductors import default_terminal_c
from evsite.model.finding import Severity, SiteFileError
from evsite.model.moments import lower_envelope
from evsite.proofs.guarantee import least_guarantee
from evsite.rules.checking import check_loaded
from evsite.sitefile.document import Document, LoadedSite
from evsite.sitefile.resolve.site import resolve
from evsite.studies.conductors import propose_conductors
from evsite.studies.sizing.distances import circuit_names, family_names, with_lengths
from evsite.studies.sizing.site_file import EXISTING, families, site_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.finding import Finding
    from evsite.model.site import Site
    from evsite.studies.conductors import ConductorProposal
    from evsite.studies.sizing.plan import Plan
    from evsite.studies.sizing.request import SizingRequest

FULL = "rated: no setpoint holds it back"
EXACT = "proved and reached"
BOUND = "proved"


@dataclass(frozen=True, slots=True)
class Proof:
    """A design with its site file, what its check found, and the least guarantee of a port.

    `current_a` is what the port that is promised least gets, `limit` the kind of limit that stops it there.
    """

    plan: Plan
    text: str
    site: Site | None
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    current_a: float = 0.0
    power_kw: float = 0.0
    proof: str = FULL
    limit: str = ""
    owner: str = ""

    @property
    def passes(self) -> bool:
        """Whether its check finds no error."""
        return not self.errors


def prove(request: SizingRequest, plan: Plan, comments: Sequence[str] = (), *, wires: bool = True) -> Proof:
    """Write a design, read it back and judge it; with `wires` its conductors are sized and written too.

    Parameters
    ----------
    request
        What was asked for.
    plan
        The design.
    comments
        Lines for the head of its file.
    wires
        Whether conductors are sized first; not needed to see whether equipment is large enough.
    """
    if wires:
        plan = with_conductors(request, with_lengths(plan, request.distances))
    text = site_file(request, plan, comments)
    try:
        document = Document.parse(text, "site.toml")
        site = resolve(document)
    except SiteFileError as error:
        return Proof(plan, text, None, tuple(error.findings), ())
    found = check_loaded(LoadedSite(site, document), shown=False).findings
    errors = tuple(one for one in found if one.severity is Severity.ERROR)
    warnings = tuple(one for one in found if one.severity is Severity.WARNING)
    return _with_guarantee(Proof(plan, text, site, errors, warnings))


def _with_guarantee(proof: Proof) -> Proof:
    """The least that a port of a site is sure of: proved for ports in groups, else what it draws with all in use."""
    site = proof.site
    assert site is not None
    least = least_guarantee(lower_envelope(site, shut=False))
    if least is not None:
        limit = least.limit.limit
        return replace(
            proof,
            current_a=least.current_a,
            power_kw=least.power_kw,
            proof=EXACT if least.exact else BOUND,
            limit="" if limit is None else limit.kind,
            owner="" if limit is None else limit.owner,
        )
    # arrays only where no port is in a group
    from evsite.allocation.allocator import Allocator

    allocator = Allocator(site)
    delivered = allocator.delivered(allocator.moment())
    ports = list(site.ports.values())
    number = min(range(len(ports)), key=lambda each: float(delivered.current_a[each]) * ports[each].output_kw_per_a)
    current_a = float(delivered.current_a[number])
    return replace(proof, current_a=current_a, power_kw=current_a * ports[number].output_kw_per_a)


def with_conductors(request: SizingRequest, plan: Plan) -> Plan:
    """The design with the smallest conductors that pass every rule, run by run."""
    plain = replace(plan, conductors=_lying(request, plan))
    try:
        site = resolve(Document.parse(site_file(request, plain), "site.toml"))
    except SiteFileError:
        return plan
    chosen: dict[str, dict[str, object]] = {}
    by_node = {node: proposal for proposal in propose_conductors(site) for node in proposal.nodes}
    for family, branch, first, _ in families(plan):
        proposal = by_node.get(circuit_names(branch)[first])
        if proposal is not None and proposal.choices:
            chosen[family] = _keys(request, proposal)
    for name in (*site.panels, *site.supplies):
        if name == EXISTING:
            continue
        proposal = by_node.get(name)
        if proposal is not None and proposal.choices and proposal.kind in {"feeder", "primary", "secondary"}:
            chosen[name] = _keys(request, proposal)
    return replace(plan, conductors=chosen)


def _lying(request: SizingRequest, plan: Plan) -> dict[str, dict[str, object]]:
    """What is known of conductors before their sizes are: material, terminals, lengths; the size is a placeholder."""
    allowed, known = request.allowed, {}
    if allowed.material == "Cu" and allowed.terminals_c is None and request.distances.first_stall_ft is None:
        return {}
    common: dict[str, object] = {"size": "500 kcmil"}
    if allowed.material != "Cu":
        common["material"] = allowed.material
    if allowed.terminals_c is not None:
        common["terminal"] = f"{allowed.terminals_c} °C"
    for branch in plan.branches:
        lengths: list[float | None] = [length for _, length in branch.chunks] or [None]
        for family, length in zip(family_names(branch), lengths, strict=True):
            known[family] = common if length is None else {**common, "length": f"{length:g} ft"}
    for branch in plan.branches:
        known[branch.name] = common
        if branch.transformer_kva is not None:
            known[f"T-{branch.name}"] = common
    if plan.board_a is not None and request.source.kind != "panel":
        known["MDP"] = common
    return known


def _keys(request: SizingRequest, proposal: ConductorProposal) -> dict[str, object]:
    """The conductors of a run as its table has them; up to 100 A they are laid out for terminals of 60 °C."""
    choice, terminals_c = proposal.choices[-1], request.allowed.terminals_c
    conductor = choice.conductor
    if terminals_c is None and proposal.ocpd_a is not None:
        terminals_c = default_terminal_c(proposal.ocpd_a)
    keys: dict[str, object] = {"size": _sized(conductor.size)}
    if conductor.material != "Cu":
        keys["material"] = conductor.material
    if conductor.sets > 1:
        keys["sets"] = conductor.sets
    if terminals_c is not None:
        keys["terminal"] = f"{terminals_c} °C"
    if proposal.length_ft is not None:
        keys["length"] = f"{proposal.length_ft:g} ft"
    if choice.egc_size is not None:
        keys["egc"] = _sized(choice.egc_size)
    return keys


def _sized(size: str) -> str:
    return f"{size} AWG" if "/" in size or int(size) < 100 else f"{size} kcmil"
