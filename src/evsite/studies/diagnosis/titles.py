"""What symptoms and causes are called: the one place where these names are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.studies.diagnosis.results import CauseName, Symptom

SYMPTOM_TITLES: Mapping[Symptom, str] = {
    "slow": "a driver charges slower than expected",
    "zero": "a port gives nothing",
    "not-enabled": "power sharing is not shown as enabled",
}
CAUSE_TITLES: Mapping[CauseName, str] = {
    "unreachable-stations": "stations that cannot be reached",
    "oversubscription": "a high oversubscription",
    "shared-power": "ports share the power",
    "limits-that-bind": "limits hold ports down",
    "schedule": "a schedule of limits or charging times",
    "metered-load": "other load takes power from a group",
    "jumper": "ports share one feed (the jumper)",
    "power-select": "ports set below what they are built for (Power Select)",
    "shared-modules": "ports share power modules",
    "vehicle": "the vehicle takes less than the port gives",
    "station-setting": "another setting than designed, made at installation",
    "below-1.5-kw": "ports offer less than 1.5 kW",
    "no-power": "ports get nothing while others charge",
    "turns": "ports take turns",
    "first-come": "first come, first served",
    "breaker": "a breaker that may trip",
    "vehicle-full": "a vehicle that is full",
    "vehicle-overheated": "a vehicle that pauses to cool down",
    "unsupported-stations": "stations that do not support power sharing",
    "plan": "a cloud plan without what the design uses",
    "no-group": "ports in no group",
    "organization-properties": "properties of the organization that are not set",
    "group-setup": "steps of setting up that are not done",
    "names": "names that cannot be entered as they are",
    "as-built": "a site built otherwise than it was set up",
}
