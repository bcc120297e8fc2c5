"""What holds for a site as a whole: settings, profiles of its own, findings that it accepts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.codebook.profiles import Profile
from evsite.codebook.profiles import profiles as named_profiles
from evsite.model.settings import USUAL_MILES_PER_KWH, Ignore, SiteSettings
from evsite.sitefile.resolve.context import value_of
from evsite.toml_text import header

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evsite.sitefile.tables.site import IgnoreTable, JurisdictionTable, SiteTable


def site_settings(table: SiteTable) -> SiteSettings:
    """The settings of a site, with what is assumed where its table says nothing."""
    return SiteSettings(
        application=table.application,
        plan=table.plan,
        min_power_kw=value_of(table.min_power),
        min_current_a=value_of(table.min_current),
        miles_per_kwh=USUAL_MILES_PER_KWH if table.efficiency is None else table.efficiency.value,
        hours_plugged_in_h=value_of(table.hours_plugged_in),
        miles_needed=value_of(table.miles_needed),
        dwelling=table.dwelling,
        emergency_shutoff=True if table.emergency_shutoff_distance is not None else table.emergency_shutoff,
        emergency_shutoff_distance_ft=value_of(table.emergency_shutoff_distance),
        emergency_shutoff_in_sight=table.emergency_shutoff_in_sight,
        lowest_temperature_c=value_of(table.lowest_temperature),
        highest_temperature_c=value_of(table.highest_temperature),
        has_generation=table.has_generation,
        peak_shaving=table.peak_shaving,
        profile=table.profile or (),
    )


def own_profiles(tables: Mapping[str, JurisdictionTable]) -> dict[str, Profile]:
    """The profiles of a site file by name; what one leaves out, a named one of the same name gives."""
    return {name: _profile(name, table) for name, table in tables.items()}


def _profile(name: str, table: JurisdictionTable) -> Profile:
    power = table.min_power
    numbers = {
        "min_power_kw": value_of(power) if power is not None and power.unit == "kW" else None,
        "min_power_kva": value_of(power) if power is not None and power.unit == "kVA" else None,
        "min_capacity_kw": value_of(table.min_capacity),
        "min_current_a": value_of(table.min_current),
        "single_vehicle_min_current_a": value_of(table.single_vehicle_min_current),
        "min_energy_kwh": value_of(table.min_energy),
        "hours": value_of(table.hours),
        "min_circuit_a": value_of(table.min_circuit),
        "exempt_spaces_percent": value_of(table.exempt_spaces_percent),
    }
    start = named_profiles().get(name, Profile(name, name, "", "", "site-file"))
    source = table.source or f"{header('profiles', name)} of the site file"
    given = {key: number for key, number in numbers.items() if number is not None}
    return replace(start, source=source, mark="site-file", effective="", **given)  # type: ignore[arg-type]


def ignores(tables: Iterable[IgnoreTable]) -> tuple[Ignore, ...]:
    """The findings that a site accepts, in the order of the file."""
    return tuple(Ignore(rule=table.rule, path=table.path, reason=table.reason, until=table.until) for table in tables)
