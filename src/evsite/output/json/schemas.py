"""The JSON Schema of what every command writes, made from the types in `contract/` and the result types in them."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from evsite.allocation import result as allocation_result
from evsite.analysis import beside_meter, dwelling_service, home_runs, oversubscription, record_notes
from evsite.codebook import dwelling_loads, profiles
from evsite.documents import changes
from evsite.metering import note, options
from evsite.metering.layouts import model as layout_model
from evsite.model import (
    activation,
    description,
    finding,
    fleets,
    limit_id,
    plan,
    prices,
    products,
    project,
    record_length,
    sessions,
)
from evsite.model import vehicles as listed_vehicles
from evsite.model.limit_id import LimitedBy, LimitId
from evsite.model.one_of import is_one_of
from evsite.output.json.contract import (
    comparison,
    diagnosis,
    drivers,
    export,
    findings,
    fleet,
    head,
    moment,
    policies,
    portfolio,
    reference,
    regular,
    report,
    sheets,
)
from evsite.output.json.contract import load_study as load_study_contract
from evsite.output.json.contract import simulation as simulation_contract
from evsite.output.json.contract import sizing as sizing_contract
from evsite.output.json.contract import tariffs as tariffs_contract
from evsite.output.json.contract import week as week_contract
from evsite.output.json.serialize import LIMIT_KEYS, key_of
from evsite.proofs.occupancy import port_places
from evsite.studies import beside_load, demand_profile_results, load_study_results, policy_results, vehicles, week
from evsite.studies import results as study_results
from evsite.studies.comparison import design_results, driver_results, regular_results
from evsite.studies.diagnosis import evidence as diagnosis_evidence
from evsite.studies.diagnosis import results as diagnosis_results
from evsite.studies.fleets import known as fleet_known
from evsite.studies.fleets import results as fleet_results
from evsite.studies.ocpp import results as ocpp_results
from evsite.studies.portfolio import results as portfolio_results
from evsite.studies.service import results as service_results
from evsite.studies.sizing import request as sizing_request
from evsite.studies.sizing import results as sizing_results
from evsite.studies.sizing import served_results as sizing_served
from evsite.tariffs import model as tariff_model

JsonObject = dict[str, Any]

_DOCUMENTS: dict[str, tuple[type, ...]] = {
    "check": (findings.CheckDocument, findings.CheckFilesDocument),
    "report": (report.ReportDocument,),
    "allocate": (moment.AllocateDocument,),
    "table": (moment.TableDocument,),
    "compare-policies": (policies.PoliciesDocument,),
    "diagnose": (diagnosis.DiagnoseDocument,),
    "simulate": (simulation_contract.SimulateDocument,),
    "fleet": (fleet.FleetDocument,),
    "portfolio": (portfolio.PortfolioDocument,),
    "export-ocpp": (export.OcppDocument,),
    "compare": (comparison.CompareDocument, regular.RegularDocument),
    "load-study": (load_study_contract.LoadStudyDocument, reference.LayoutsDocument),
    "draw": (sheets.SheetsDocument,),
    "schedule": (sheets.SheetsDocument,),
    "load-calc": (sheets.SheetsDocument,),
    "as-built": (sheets.SheetsDocument,),
    "labels": (sheets.SheetsDocument,),
    "bom": (sheets.SheetsDocument,),
    "chart": (sheets.SheetsDocument,),
    "size": (sizing_contract.SizeDocument,),
    "explain": (reference.ExplainDocument,),
    "rules": (reference.RulesDocument, reference.ProfilesDocument),
    "catalog": (
        reference.CatalogDocument,
        reference.FeaturesDocument,
        reference.VehiclesDocument,
        tariffs_contract.TariffsDocument,
    ),
}
OUTPUTS = tuple(_DOCUMENTS)
"""The commands whose documents have a schema."""

_MODULES = (
    *(activation, plan, fleet_results, fleet_known),
    *(
        allocation_result,
        dwelling_loads,
        dwelling_service,
        home_runs,
        oversubscription,
        profiles,
        limit_id,
        products,
        listed_vehicles,
    ),
    *(options, layout_model, note, record_length, beside_meter, load_study_results, policy_results),
    *(vehicles, week, study_results, beside_load, record_notes, demand_profile_results, description, project, prices),
    *(finding, head, findings, port_places, moment, week_contract, report, policies, load_study_contract, reference),
    *(sheets, design_results, changes, comparison, regular_results, regular),
    *(sheets, sizing_request, sizing_results, sizing_served, sizing_contract),
    *(diagnosis_evidence, diagnosis_results, diagnosis),
    *(sessions, service_results, simulation_contract, driver_results, drivers),
    *(tariff_model, tariffs_contract),
    *(fleets, fleet),
    *(portfolio_results, portfolio),
    *(ocpp_results, export),
)
_NAMES = {
    "Mapping": Mapping,
    "Sequence": Sequence,
    "dt": dt,
    **{name: value for module in _MODULES for name, value in vars(module).items() if not name.startswith("_")},
}
"""What names in annotations stand for, also where they are imported for type checkers alone; of two alike the later."""
_PLAIN = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def output_schema(name: str) -> JsonObject:
    """The schema of the document that a command writes: no keys beside those that are listed.

    Parameters
    ----------
    name
        One of `OUTPUTS`.
    """
    definitions: JsonObject = {}
    roots = [_schema(kind, definitions) for kind in _DOCUMENTS[name]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"evsite {name} --format json",
        **(roots[0] if len(roots) == 1 else {"anyOf": roots}),
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(kind: Any, definitions: JsonObject) -> JsonObject:  # noqa: ANN401 - any annotation
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if kind is object:
        return {}
    if kind is dt.date:
        return {"type": "string", "format": "date"}
    if origin in {Union, types.UnionType}:
        return _any_of([_schema(each, definitions) for each in arguments])
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in {tuple, list, Sequence}:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin in {dict, Mapping}:
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}
        definitions[kind.__name__] = _object(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _any_of(schemas: list[JsonObject]) -> JsonObject:
    if all(each.keys() == {"type"} for each in schemas):
        return {"type": [each["type"] for each in schemas]}
    return {"anyOf": schemas}


def _object(kind: Any, definitions: JsonObject) -> JsonObject:  # noqa: ANN401 - a class with fields
    hints = get_type_hints(kind, localns=_NAMES)
    optional: set[str] = set()
    if is_dataclass(kind):
        optional = {field.name for field in fields(kind) if is_one_of(field)}
        members = {field.name: hints[field.name] for field in fields(kind)}
    elif kind is LimitId:
        members = {key: hints.get(key, str) for key in LIMIT_KEYS}
    else:
        assert kind is LimitedBy
        members = hints
    return {
        "type": "object",
        "description": _first_paragraph(kind.__doc__),
        "properties": {
            key_of(name): _schema(_without_none(hint) if name in optional else hint, definitions)
            for name, hint in members.items()
        },
        "required": [key_of(name) for name in members if name not in optional],
        "additionalProperties": False,
    }


def _without_none(hint: Any) -> Any:  # noqa: ANN401 - any annotation
    rest = tuple(each for each in get_args(hint) if each is not type(None))
    return rest[0] if len(rest) == 1 else Union[rest]  # noqa: UP007 - made from a tuple


def _first_paragraph(text: str) -> str:
    return " ".join(text.strip().partition("\n\n")[0].split())
