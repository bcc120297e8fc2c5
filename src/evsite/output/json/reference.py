"""What evsite knows beside sites as JSON documents: rules, profiles of jurisdictions, the catalogue, features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.output.from_result import from_result
from evsite.output.json.contract.reference import (
    CatalogDocument,
    EditionSource,
    ExplainDocument,
    FeatureFigures,
    FeaturesDocument,
    FullRuleFigures,
    JumperSettingFigures,
    KeyFigures,
    LayoutFigures,
    LayoutsDocument,
    ProfilesDocument,
    RuleFigures,
    RuleName,
    RulesDocument,
    SettingFigures,
    StationFigures,
    UnreadFigure,
    VehiclesDocument,
)
from evsite.output.json.serialize import document_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.codebook.profiles import Profile
    from evsite.metering.layouts.model import Layout
    from evsite.model.catalog import StationModel
    from evsite.model.products import FeatureSupport, PlanFeature
    from evsite.model.vehicles import Vehicle
    from evsite.output.topics import KeyTopic, Topic

JsonObject = dict[str, Any]


def explain_document(topic: Topic | None, keys: Iterable[KeyTopic], profile: Profile | None = None) -> JsonObject:
    """A rule, a profile, and keys of the site file, with everything that `explain` shows."""
    rule = None if topic is None else from_result(FullRuleFigures, topic, sources=_sources(topic))
    figures = tuple(
        from_result(KeyFigures, each.key, rules=tuple(from_result(RuleName, one) for one in each.rules))
        for each in keys
    )
    return document_json(ExplainDocument(rule=rule, profile=profile, keys=figures))


def rules_document(topics: Iterable[Topic]) -> JsonObject:
    """All rules."""
    rules = tuple(from_result(RuleFigures, topic, sources=_sources(topic)) for topic in topics)
    return document_json(RulesDocument(rules=rules))


def _sources(topic: Topic) -> tuple[EditionSource, ...]:
    return tuple(EditionSource(edition, source) for edition, source in topic.sources)


def profiles_document(profiles: Iterable[Profile]) -> JsonObject:
    """Profiles; None is not asked for."""
    return document_json(ProfilesDocument(profiles=tuple(profiles)))


def catalog_document(models: Iterable[StationModel]) -> JsonObject:
    """Stations; None is not known."""
    return document_json(CatalogDocument(stations=tuple(map(_station, models))))


_NAMES = {
    "max_ocpd_a": "max_breaker_a",
    "dc_kw": "dc_power_kw",
    "module_kw": "module_power_kw",
    "min_a": "min_current_a",
}
"""What figures of a model are called in the document, where it is something else."""


def _station(model: StationModel) -> StationFigures:
    # the input of one module is no part of the document
    unread = [each for each in model.unseen_values if each.figure != "module_input_a"]
    return from_result(
        StationFigures,
        model,
        model=model.id,
        max_breaker_a=model.max_ocpd_a,
        settings=tuple(SettingFigures(breaker, amps) for breaker, amps in model.settings.items()),
        jumper_settings=tuple(
            JumperSettingFigures(breaker, one, two) for breaker, (one, two) in model.jumper_settings.items()
        ),
        dc_power_kw=model.dc_kw,
        ac_input_is_nameplate=model.input_is_nameplate,
        min_current_a=model.min_a,
        module_power_kw=model.module_kw,
        not_read=tuple(UnreadFigure(_NAMES.get(each.figure, each.figure), each.breaker_a) for each in unread),
    )


def vehicles_document(vehicles: Iterable[Vehicle]) -> JsonObject:
    """Vehicles, and what each takes on AC; None is not known."""
    return document_json(VehiclesDocument(vehicles=tuple(vehicles)))


def features_document(support: Iterable[FeatureSupport], plans: Iterable[PlanFeature]) -> JsonObject:
    """The guide's matrices of stations and of cloud plans; a note shows where it is unclear."""
    hardware = tuple(from_result(FeatureFigures, cell) for cell in support)
    document = FeaturesDocument(hardware=hardware, plans=tuple(plans))
    return document_json(document)


def layouts_document(layouts: Iterable[Layout]) -> JsonObject:
    """Layouts of meter data."""
    found = tuple(
        LayoutFigures(each.name, each.title, each.exporters, each.mark, each.form, each.stamps, each.source, each.note)
        for each in layouts
    )
    return document_json(LayoutsDocument(layouts=found))
