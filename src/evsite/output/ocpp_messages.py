"""Charging profiles as the payloads of SetChargingProfile requests, in the words of each version of OCPP.

After the JSON schemas that the Open Charge Alliance publishes with OCPP 1.6, 2.0.1 and 2.1 (SetChargingProfile.json,
SetChargingProfileRequest.json).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evsite.studies.ocpp.results import ChargingProfile, OcppVersion, SentProfile

JsonObject = dict[str, Any]

ACTION = "SetChargingProfile"
OFFLINE_S = 900
"""How long a station may be offline before it drops the profile of a transaction, from OCPP 2.1 on."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DEFAULT, _TRANSACTION = "TxDefaultProfile", "TxProfile"


def ocpp_payload(sent: SentProfile, version: OcppVersion) -> JsonObject:
    """The payload of the request that installs a profile.

    Parameters
    ----------
    sent
        The profile, and the connector that it is for.
    version
        The version of OCPP that the station speaks.
    """
    if version == "1.6":
        return {"connectorId": sent.connector, "csChargingProfiles": _profile_16(sent.profile)}
    return {"evseId": sent.connector, "chargingProfile": _profile_2(sent.profile, version)}


def instant_text(instant_s: int) -> str:
    """An instant as "2026-01-05T08:00:00Z"."""
    return f"{_moment(instant_s)}Z"


def _moment(seconds: int) -> str:
    return (_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=None).isoformat()


def _profile_16(profile: ChargingProfile) -> JsonObject:
    found: JsonObject = {"chargingProfileId": profile.id}
    if profile.transaction is not None:
        found["transactionId"] = int(profile.transaction)
    purposes = {"station": "ChargePointMaxProfile", "default": _DEFAULT, "transaction": _TRANSACTION}
    return found | _common(profile, purposes[profile.slot]) | {"chargingSchedule": _schedule(profile)}


def _profile_2(profile: ChargingProfile, version: OcppVersion) -> JsonObject:
    purposes = {"station": "ChargingStationMaxProfile", "default": _DEFAULT, "transaction": _TRANSACTION}
    schedule = _schedule(profile) | {"id": profile.id}
    if profile.local_time:
        schedule["useLocalTime"] = True
    found = {"id": profile.id, **_common(profile, purposes[profile.slot]), "chargingSchedule": [schedule]}
    if profile.transaction is not None:
        found["transactionId"] = profile.transaction
    if version == "2.1" and profile.slot == "transaction":
        found |= {"maxOfflineDuration": OFFLINE_S, "invalidAfterOfflineDuration": True}
    return found


def _common(profile: ChargingProfile, purpose: str) -> JsonObject:
    found: JsonObject = {
        "stackLevel": profile.stack_level,
        "chargingProfilePurpose": purpose,
        "chargingProfileKind": "Recurring" if profile.weekly else "Absolute",
    }
    if profile.weekly:
        found["recurrencyKind"] = "Weekly"
    if profile.valid_from_s is not None:
        found["validFrom"] = instant_text(profile.valid_from_s)
    if profile.valid_to_s is not None:
        found["validTo"] = instant_text(profile.valid_to_s)
    return found


def _schedule(profile: ChargingProfile) -> JsonObject:
    found: JsonObject = {
        "chargingRateUnit": profile.unit,
        # by the clock of the station: no offset
        "startSchedule": _moment(profile.start_s) if profile.local_time else instant_text(profile.start_s),
    }
    if profile.duration_s is not None:
        found["duration"] = profile.duration_s
    phases = {} if profile.phases is None else {"numberPhases": profile.phases}
    found["chargingSchedulePeriod"] = [
        {"startPeriod": period.start_s, "limit": period.limit, **phases} for period in profile.periods
    ]
    if profile.min_rate is not None:
        found["minChargingRate"] = profile.min_rate
    return found
