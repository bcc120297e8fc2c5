"""A charge point's book of profiles: which limit holds, by the rules of OCPP, from payloads as they are sent.

One profile for each connector, purpose and stack level, or id; a later one takes its place. Of those of a purpose the
highest stack level holds that is valid and has a period; TxProfile overrules TxDefaultProfile; the station caps both.
Written from the texts of OCPP alone, so it shares no code with evsite: 1.6, 3.13.1 to 3.13.3 and 3.13.6; for 2.0.1 and
2.1 what the official schemas describe, and part 2, K, 3.5 and 3.6 as the documentation of ocpp-kit 0.8.0 quotes them.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

CAP = {"ChargePointMaxProfile", "ChargingStationMaxProfile"}
WEEK = timedelta(days=7)


class Book:
    """The profiles of one charge point whose own clock is that of `zone`."""

    def __init__(self, zone="UTC"):
        self.zone = ZoneInfo(zone)
        self.profiles = []

    def install(self, payload):
        connector = payload.get("connectorId", payload.get("evseId"))
        profile = dict(payload.get("csChargingProfiles") or payload["chargingProfile"])
        profile["id"] = profile.pop("chargingProfileId", profile.get("id"))
        schedule = profile["chargingSchedule"]
        profile["chargingSchedule"] = schedule[0] if isinstance(schedule, list) else schedule
        slot = (connector, profile["chargingProfilePurpose"], profile["stackLevel"])
        self.profiles = [
            (other, its_slot) for other, its_slot in self.profiles if its_slot != slot and other["id"] != profile["id"]
        ]
        self.profiles.append((profile, slot))

    def limit(self, connector, at, *, offline_s=0):
        """(limit, unit, phases) of a connector with a transaction at an instant, or None where nothing limits it."""
        own = None
        for purpose in ("TxProfile", "TxDefaultProfile"):
            own = own or self._highest(connector, {purpose}, at, offline_s)
        cap = self._highest(0, CAP, at, offline_s)
        if own is None or cap is None:
            return own or cap
        assert own[1] == cap[1], "one unit for all"
        return min(own, cap, key=lambda each: each[0])

    def _highest(self, connector, purposes, at, offline_s):
        found = [
            (profile["stackLevel"], period)
            for profile, (where, purpose, _) in self.profiles
            if where == connector and purpose in purposes
            and (period := self._period(profile, at, offline_s)) is not None
        ]  # fmt: skip
        return max(found)[1] if found else None

    def _period(self, profile, at, offline_s):
        if "validFrom" in profile and at < instant(profile["validFrom"]):
            return None
        if "validTo" in profile and at >= instant(profile["validTo"]):
            return None
        if profile.get("invalidAfterOfflineDuration") and offline_s > profile["maxOfflineDuration"]:
            return None
        schedule = profile["chargingSchedule"]
        if schedule.get("useLocalTime"):
            start = datetime.fromisoformat(schedule["startSchedule"])
            now = at.astimezone(self.zone).replace(tzinfo=None)
        else:
            start, now = instant(schedule["startSchedule"]), at
        if now < start:
            return None
        since = now - start
        if profile["chargingProfileKind"] == "Recurring":
            assert profile["recurrencyKind"] == "Weekly"
            since %= WEEK
        seconds = since.total_seconds()
        if seconds >= schedule.get("duration", float("inf")):
            return None
        period = [each for each in schedule["chargingSchedulePeriod"] if each["startPeriod"] <= seconds][-1]
        return period["limit"], schedule["chargingRateUnit"], period.get("numberPhases", 3)

    def composite(self, connector, start, duration_s, *, offline_s=0):
        """The composite schedule: (second, limit) wherever the limit changes, looked at every second minute mark."""
        found = []
        for second in range(0, duration_s, 30):
            seen = self.limit(connector, start + timedelta(seconds=second), offline_s=offline_s and offline_s + second)
            limit = None if seen is None else seen[0]
            if not found or found[-1][1] != limit:
                found.append((second, limit))
        return found


def instant(text):
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC)
