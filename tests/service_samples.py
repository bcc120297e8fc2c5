"""Simulations made by hand, for tests of the service level and of how it is told: four drivers and one who gives up."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from evsite.metering.zones import UTC_ZONE, find_zone
from evsite.model.calendar import Calendar
from evsite.model.limit_id import LimitId
from evsite.model.sessions import LeftOut, Session, SessionSet
from evsite.studies.simulation.results import (
    EquipmentBound,
    LimitRun,
    PolicyRun,
    PowerCurve,
    SessionOutcome,
    SimulationResult,
)

HOUR, DAY = 3600.0, 86400.0
UNDATED = Calendar(345_600, UTC_ZONE, dated=False)  # 1970-01-05, a Monday


def dated(text="2024-06-03", zone="America/Los_Angeles"):
    """A calendar whose second 0 is a local midnight."""
    origin = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return Calendar(int(origin.timestamp()), find_zone(zone), dated=True)


MON = DATED = dated()
SESSIONS = (
    Session("A", 8 * HOUR, "S1.1", leave_s=12 * HOUR, energy_kwh=20, delivered_kwh=15),
    Session("B", 8.5 * HOUR, "S1.2", leave_s=10.5 * HOUR, energy_kwh=30, delivered_kwh=9),
    Session("C", DAY + 9 * HOUR, "S1.1", leave_s=DAY + 17 * HOUR, energy_kwh=40),
    Session("D", DAY + 9.5 * HOUR, None, leave_s=DAY + 12 * HOUR),
    Session("=E", DAY + 10 * HOUR, None, leave_s=DAY + 11 * HOUR, energy_kwh=5),
)
OUTCOMES = (
    SessionOutcome(0, "S1.1", 8 * HOUR, 12 * HOUR, 20.0, 20.0, 20.0, 11 * HOUR, 10 * HOUR),
    SessionOutcome(1, "S1.2", 8.5 * HOUR, 10.5 * HOUR, 30.0, 20.0, 10.0, None, None, 0.5, 0.5),
    SessionOutcome(2, "S1.1", DAY + 9 * HOUR, DAY + 17 * HOUR, 40.0, 40.0, 30.0, None, DAY + 13 * HOUR, 1.0, 0.75),
    SessionOutcome(3, "S1.2", DAY + 10 * HOUR, DAY + 12 * HOUR, None, 25.0, 12.0, None, None, 0.25, 0.25),
    SessionOutcome(4, None, None, DAY + 11 * HOUR, 5.0, 5.0, 0.0, None, DAY + 10.5 * HOUR),
)
CURVE = PowerCurve(
    np.array([8, 9.5, 11, 33, 36]) * HOUR, np.array([12.0, 8.0, 0.0, 6.0, 4.8]), 41 * HOUR
)  # 18 + 12 kWh on Monday, 18 + 24 kWh on Tuesday
LIMITS = (
    LimitRun(LimitId("panel", "EV1", None, "A"), "A", 120.0, 320.0, 8 * HOUR, 0.0),
    LimitRun(LimitId("group", "EV1", None, "A"), "A", 40.0, 40.0, 8.5 * HOUR, 2.25),
)


def run(policy="equal", outcomes=OUTCOMES, power=CURVE, limits=LIMITS):
    bound = [EquipmentBound(each.limit._replace(side=None, leg=None), each.bound_h) for each in limits if each.bound_h]
    return PolicyRun(policy, tuple(outcomes), power, tuple(limits), tuple(bound), events=11, states=7)


def fcfs_run():
    """The same, but that B has all that is possible for it and C less."""
    outcomes = list(OUTCOMES)
    outcomes[1] = replace(outcomes[1], energy_kwh=20.0, unpowered_h=0.0, longest_unpowered_h=0.0)
    outcomes[2] = replace(outcomes[2], energy_kwh=20.0, unpowered_h=3.0, longest_unpowered_h=3.0)
    return run("fcfs", outcomes)


def result(*runs, calendar=DATED, sessions=SESSIONS, notes=("what is assumed",)):
    left_out = (LeftOut("the port is not of this site", 2, ("line 7", "line 9")),)
    played = SessionSet(tuple(sessions), calendar, left_out=left_out, notes=("times are local",))
    return SimulationResult(played, tuple(runs or (run(), fcfs_run())), 0.25, tuple(notes))
