"""The JSON documents of the commands beside `check`: a contract. Keys stay and keep their meaning; more may be added.

Numbers are in the unit of their key. Every document starts with `format_version`, `tool` and `file`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite._version import __version__
from evsite.network.titles import limit_title, limited_by_title
from evsite.output.diagnostics.json import FORMAT_VERSION, as_dict
from evsite.output.diagnostics.located import ToolInfo, counts, entries
from evsite.output.json.left_over import left_over_dict
from evsite.output.json.writer import number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.allocation.result import Allocation, LimitUse, Share
    from evsite.model.catalog import StationModel
    from evsite.model.products import FeatureSupport, PlanFeature
    from evsite.model.site import Site
    from evsite.output.diagnostics.located import CheckedFile
    from evsite.output.text.topics import Topic
    from evsite.proofs.equipment import EquipmentLoad
    from evsite.proofs.guarantee import Guarantee
    from evsite.proofs.occupancy.results import OccupancyRow, PlacementResult
    from evsite.proofs.offline import FallbackLoad
    from evsite.studies.results import GroupReport, PortReport, SiteReport

Document = dict[str, Any]


def envelope(file: str | None) -> Document:
    """What every document starts with; `file` is None for a document about several files or none."""
    return {"format_version": FORMAT_VERSION, "tool": {"name": "evsite", "version": __version__}, "file": file}


def assumed(site: Site) -> list[str]:
    """What figures of the stations were assumed, for the `notes` of a document."""
    return [assumption.note for assumption in site.assumptions]


def report_document(site: Site, checked: CheckedFile, report: SiteReport) -> Document:
    """The figures of a site with every port in use, and its findings as `check` tells them."""
    return {
        **envelope(checked.document.filename),
        "site": report.site,
        "nec": report.nec,
        "miles_per_kwh": number(report.miles_per_kwh),
        "premise": report.premise,
        "groups": [_group(group) for group in report.groups],
        "ports": [{**_port(site, port), **_guarantee(site, report, port)} for port in report.ports],
        "equipment": [_equipment(site, load) for load in report.equipment],
        "fallbacks": [_fallback(site, load) for load in report.fallbacks],
        "left_over": None if report.left_over is None else left_over_dict(report.left_over),
        "notes": [*report.notes, *assumed(site)],
        "findings": [as_dict(entry) for entry in entries([checked], ToolInfo(__version__))],
        "summary": counts(checked.findings),
    }


_NO_GUARANTEE = dict.fromkeys(
    [
        "guaranteed_amps",
        "guaranteed_kw",
        "guaranteed_by",
        "guarantee_is_exact",
        "least_found_amps",
        "witness",
        "with_offline_amps",
        "with_offline_kw",
        "with_offline_witness",
    ]
)
"""What is known of a port in no group: nobody promises it anything."""


def _guarantee(site: Site, report: SiteReport, port: PortReport) -> Document:
    guarantee = report.guarantees.get(port.port)
    if guarantee is None:
        return {"managed": False, **_NO_GUARANTEE}
    return {
        "managed": True,
        "guaranteed_amps": number(guarantee.amps_a),
        "guaranteed_kw": number(guarantee.amps_a * port.kw_per_a),
        "guaranteed_by": limited_by_title(site, guarantee.limit),
        "guarantee_is_exact": guarantee.exact,
        "least_found_amps": number(guarantee.witness_a),
        "witness": list(guarantee.witness) if guarantee.amps_a < port.worst_a else None,
        **_with_offline(guarantee, port),
    }


def _with_offline(guarantee: Guarantee, port: PortReport) -> Document:
    """What is guaranteed in every mix of offline and online stations; the mix where it is less than otherwise."""
    amps, mixed = guarantee.with_offline_a, guarantee.with_offline
    lower = mixed is not None and mixed.lowers(guarantee.amps_a)
    return {
        "with_offline_amps": number(amps),
        "with_offline_kw": number(amps * port.kw_per_a),
        "with_offline_witness": {
            "amps": number(mixed.witness_a),
            "online": [name for name in mixed.online if name != port.port],
            "offline": [name for name in mixed.offline if name != port.port],
        }
        if mixed is not None and lower
        else None,
    }


def _fallback(site: Site, load: FallbackLoad) -> Document:
    unit = "a" if load.unit == "A" else "kw"
    return {
        "limit": limit_title(site, load.limit),
        f"load_{unit}": number(load.load),
        f"limit_{unit}": number(load.allowed),
        "fits": load.fits,
    }


def _equipment(site: Site, load: EquipmentLoad) -> Document:
    unit = "a" if load.unit == "A" else "kw"
    return {
        "limit": limit_title(site, load.limit),
        f"greatest_load_{unit}": number(load.greatest),
        f"greatest_load_with_offline_{unit}": number(max(load.greatest, load.with_offline)),
        f"limit_{unit}": number(load.allowed),
        "is_exact": load.exact,
        "can_be_overloaded": True if load.overloaded else False if load.safe else None,
        "witness": [{"port": name, "amps": number(amps)} for name, amps in load.witness] or None,
    }


def _group(group: GroupReport) -> Document:
    limit = {"limit_kw": number(group.limit_kw)} if group.limit_a is None else {"limit_a": number(group.limit_a)}
    over = group.oversubscription
    worst = group.worst_case
    return {
        "group": group.group,
        "ports": group.ports,
        "policy": group.policy,
        **limit,
        "oversubscription": {"ports": number(over.ports), "power": number(over.power)},
        "worst_case": None
        if worst is None
        else {
            "amps": number(worst.amps_a),
            "kw": number(worst.power_kw),
            "rph": number(worst.range_mi_per_h),
            "port": worst.port,
            "rotates": worst.rotates,
        },
    }


def _port(site: Site, port: PortReport) -> Document:
    return {
        "port": port.port,
        "circuit": port.circuit,
        "pair": port.pair,
        "voltage": number(port.voltage_v),
        "rated_a": number(port.rated_a),
        "max_a": number(port.max_a),
        "worst_amps": number(port.worst_a),
        "worst_kw": number(port.worst_kw),
        "worst_rph": number(port.worst_range_mi_per_h),
        "limited_by": limited_by_title(site, port.limited_by),
    }


def allocation_document(site: Site, allocation: Allocation) -> Document:
    """The answer for one moment; `slots` is there when the ports rotate."""
    document = {
        **envelope(site.source.filename),
        "policy": allocation.policy,
        "ports": [_share(site, share) for share in allocation.shares],
        "limits": [_limit(site, use) for use in allocation.limits],
    }
    if allocation.slots:
        document["slots"] = [
            [{"port": share.port, "amps": number(share.amps_a)} for share in slot] for slot in allocation.slots
        ]
    return {**document, "notes": [*allocation.notes, *assumed(site)]}


def _share(site: Site, share: Share) -> Document:
    modules = {} if share.modules is None else {"modules": share.modules}
    return {
        "port": share.port,
        "amps": number(share.amps_a),
        "kw": number(share.power_kw),
        "rph": number(share.range_mi_per_h),
        "state": share.state,
        "limited_by": limited_by_title(site, share.limited_by),
        "average_amps": number(share.average_a),
        "managed": share.managed,
        **modules,
    }


def _limit(site: Site, use: LimitUse) -> Document:
    title = limit_title(site, use.limit)
    if use.limit_a is not None:
        return {"limit": title, "load_a": number(use.load_a), "limit_a": number(use.limit_a)}
    return {"limit": title, "load_kw": number(use.load_kw), "limit_kw": number(use.limit_kw)}


def occupancy_document(site: Site, rows: Iterable[OccupancyRow], notes: Iterable[str] = ()) -> Document:
    """Every number of vehicles; `limited_by` is what holds the worst placement."""
    told = [*notes, *assumed(site)]
    return {**envelope(site.source.filename), "rows": [_row(site, row) for row in rows], "notes": told}


def _row(site: Site, row: OccupancyRow) -> Document:
    return {
        "vehicles": row.vehicles,
        "worst": _placement(site, row.worst),
        "balanced": _placement(site, row.balanced),
        "best": _placement(site, row.best),
        "best_bound_amps": number(row.best_bound_a),
        "limited_by": limited_by_title(site, row.worst.limited_by),
    }


def _placement(site: Site, result: PlacementResult) -> Document:
    return {
        "amps": number(result.amps_a),
        "kw": number(result.power_kw),
        "rph": number(result.range_mi_per_h),
        "placement": list(result.placement),
        "port": result.port,
        "limited_by": limited_by_title(site, result.limited_by),
    }


def topic_document(topic: Topic) -> Document:
    """One rule with everything that `explain` tells."""
    return {
        **envelope(None),
        "rule": {
            **_topic(topic),
            "inputs": list(topic.inputs),
            "failing": list(topic.failing),
            "passing": list(topic.passing),
        },
    }


def rules_document(topics: Iterable[Topic]) -> Document:
    """All rules."""
    return {**envelope(None), "rules": [_topic(topic) for topic in topics]}


def _topic(topic: Topic) -> Document:
    return {
        "code": topic.code,
        "name": topic.name,
        "severity": str(topic.severity),
        "title": topic.title,
        "asks": topic.asks,
        "why": topic.why,
        "sources": [{"nec": edition, "source": source} for edition, source in topic.sources],
    }


def catalog_document(models: Iterable[StationModel]) -> Document:
    """Stations; keys carry the units, None is not known."""
    return {**envelope(None), "stations": [_model(model) for model in models]}


def features_document(support: Iterable[FeatureSupport], plans: Iterable[PlanFeature]) -> Document:
    """The guide's matrices of stations and of cloud plans; a note tells where it is unclear."""
    return {
        **envelope(None),
        "hardware": [
            {
                "feature": cell.feature,
                "title": cell.title,
                "family": cell.family,
                "support": cell.support,
                "printed": cell.printed,
                "source": cell.source,
                "note": cell.note,
            }
            for cell in support
        ],
        "plans": [
            {
                "feature": cell.feature,
                "title": cell.title,
                "plan": cell.plan,
                "included": cell.included,
                "add_on": cell.add_on,
                "source": cell.source,
                "note": cell.note,
            }
            for cell in plans
        ],
    }


def _model(model: StationModel) -> Document:
    return {
        "model": model.id,
        "maker": model.maker,
        "name": model.name,
        "category": model.category,
        "market": model.market,
        "ports": model.ports,
        "connector": model.connector,
        "phases": model.phases,
        "port_max_a": number(model.port_max_a),
        "circuits": model.circuits,
        "breaker_a": number(model.breaker_a),
        "max_breaker_a": number(model.max_ocpd_a),
        "settings": [{"breaker_a": breaker, "amps": amps} for breaker, amps in model.settings.items()],
        "jumper_settings": [
            {"breaker_a": breaker, "one_car_a": one, "two_cars_a": two}
            for breaker, (one, two) in model.jumper_settings.items()
        ],
        "dc_kw": number(model.dc_kw),
        "ac_input_a": number(model.ac_input_a),
        "ac_input_is_nameplate": model.input_is_nameplate,
        "input_v": [number(value) for value in model.input_v],
        "efficiency": number(model.efficiency),
        "power_factor": number(model.power_factor),
        "min_a": number(model.min_a),
        "paired": model.paired,
        "modules": model.modules,
        "module_kw": number(model.module_kw),
        "port_modules": model.port_modules,
        "confidence": model.confidence,
        "source_title": model.source_title,
        "source_url": model.source_url,
        "note": model.note,
    }
