"""`evsite simulate` as JSON: a contract. Moments are told twice, as local time and in seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.model.week import DAYS
from evsite.network.titles import equipment_title, unit_of
from evsite.output.from_result import from_result
from evsite.output.json.contract.simulation import (
    BillFigures,
    DayTallyFigures,
    EnergyQuantiles,
    Equipment,
    EquipmentBoundFigures,
    LiftedFigures,
    LimitRunFigures,
    MonthBillFigures,
    MonthTallyFigures,
    PolicyServiceFigures,
    PowerFigures,
    SessionFigures,
    SessionsFigures,
    SimulateDocument,
    TallyFigures,
)
from evsite.output.json.documents import assumed
from evsite.output.json.serialize import document_json
from evsite.output.policy_words import policy_words
from evsite.output.stamps import stamp
from evsite.studies.service.session_service import session_service

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.model.calendar import Calendar
    from evsite.model.limit_id import LimitId
    from evsite.model.sessions import SessionSet
    from evsite.model.site import Site
    from evsite.studies.service.results import (
        DayTally,
        Lifted,
        PowerProfile,
        Quantiles,
        ServiceLevel,
        ServiceReport,
        Tally,
    )
    from evsite.studies.simulation.results import LimitRun, PolicyRun, SessionOutcome
    from evsite.tariffs.bill_results import Bill

JsonObject = dict[str, Any]


def simulate_document(
    site: Site, report: ServiceReport, files: Sequence[str], runs: Sequence[PolicyRun] = ()
) -> JsonObject:
    """The service level under every policy.

    Parameters
    ----------
    site
        The site.
    report
        The service level.
    files
        What the sessions were read from.
    runs
        Runs whose sessions are listed one by one.
    """
    sessions = report.sessions
    document = SimulateDocument(
        file=site.source.filename,
        sessions=sessions_figures(sessions, files, report.end_s),
        slot_h=report.slot_h,
        possible=report.possible,
        clairvoyant_kwh=report.clairvoyant_kwh,
        policies=tuple(policy_figures(site, report, level) for level in report.policies),
        lifted=tuple(map(_lifted, report.lifted)),
        outcomes=tuple(row for run in runs for row in session_figures(sessions, run)),
        notes=(*report.notes, *assumed(site)),
    )
    return document_json(document, site)


def session_figures(sessions: SessionSet, run: PolicyRun) -> Iterator[SessionFigures]:
    """A row for each session under one policy, as JSON and CSV have it.

    Parameters
    ----------
    sessions
        The sessions.
    run
        What they got.
    """
    return (_session(sessions, run.policy, outcome) for outcome in run.outcomes)


def _session(sessions: SessionSet, policy: str, outcome: SessionOutcome) -> SessionFigures:
    session, calendar = sessions.sessions[outcome.number], sessions.calendar
    service = session_service(session, outcome, sessions.until_s)
    return SessionFigures(
        policy=policy,
        session=outcome.number + 1,
        name=session.name,
        asked_port=session.port,
        port=outcome.port,
        arrive_at=stamp(calendar, session.arrive_s),
        arrive_s=session.arrive_s,
        plugged_at=_stamp(calendar, outcome.plugged_s),
        plugged_s=outcome.plugged_s,
        freed_at=_stamp(calendar, outcome.freed_s),
        freed_s=outcome.freed_s,
        end_at=stamp(calendar, outcome.end_s),
        end_s=outcome.end_s,
        wanted_kwh=outcome.wanted_kwh,
        possible_kwh=outcome.possible_kwh,
        energy_kwh=outcome.energy_kwh,
        recorded_kwh=session.delivered_kwh,
        served=service.served,
        can_be_full=service.can_be_full,
        full=service.full,
        full_at=_stamp(calendar, outcome.full_s),
        full_s=outcome.full_s,
        possible_full_at=_stamp(calendar, outcome.possible_full_s),
        possible_full_s=outcome.possible_full_s,
        waited_h=service.waited_h,
        unpowered_h=outcome.unpowered_h,
        longest_unpowered_h=outcome.longest_unpowered_h,
        late_h=service.late_h,
    )


def _stamp(calendar: Calendar, at_s: float | None) -> str | None:
    return None if at_s is None else stamp(calendar, at_s)


def sessions_figures(sessions: SessionSet, files: Sequence[str], end_s: float | None) -> SessionsFigures:
    """The sessions that were played.

    Parameters
    ----------
    sessions
        The sessions.
    files
        What they were read from.
    end_s
        When the simulation ended; None without sessions.
    """
    calendar = sessions.calendar
    first_s = min((session.arrive_s for session in sessions.sessions), default=None)
    return SessionsFigures(
        files=tuple(files),
        sessions=len(sessions.sessions),
        origin_at=stamp(calendar, 0),
        zone=calendar.zone.name,
        dated=calendar.dated,
        first_arrival_at=_stamp(calendar, first_s),
        first_arrival_s=first_s,
        end_at=_stamp(calendar, end_s),
        end_s=end_s,
        left_out=sessions.left_out,
        notes=sessions.notes,
    )


def policy_figures(site: Site, report: ServiceReport, level: ServiceLevel) -> PolicyServiceFigures:
    """The service level under one policy, with its bill.

    Parameters
    ----------
    site
        The site.
    report
        The service level under every policy.
    level
        That of one of them.
    """
    calendar, bill = report.sessions.calendar, report.bills.get(level.policy)
    return from_result(
        PolicyServiceFigures,
        level,
        trade_off=policy_words(level.policy).trade_off,
        tally=tally_figures(level.tally),
        session_energy=_energy_quantiles(level.session_energy),
        power=_power(level.power, calendar),
        limits=tuple(_limit(site, limit, calendar) for limit in level.limits),
        bound=tuple(EquipmentBoundFigures(_equipment(each.limit), each.bound_h) for each in level.bound),
        by_arrival_hour=tuple(map(tally_figures, level.by_arrival_hour)),
        by_arrival_weekday=dict(zip(DAYS, map(tally_figures, level.by_arrival_weekday), strict=True)),
        by_month=tuple(MonthTallyFigures(each.month, tally_figures(each.tally)) for each in level.by_month),
        by_day=tuple(map(_day, level.by_day)),
        worst_day=None if level.worst_day is None else _day(level.worst_day),
        bill=None if bill is None else _bill(bill),
    )


def _lifted(lifted: Lifted) -> LiftedFigures:
    return from_result(LiftedFigures, lifted, equipment=tuple(map(_equipment, lifted.limits)))


def _equipment(limit: LimitId) -> Equipment:
    return Equipment(limit.kind, limit.owner, equipment_title(limit))


def _energy_quantiles(found: Quantiles | None) -> EnergyQuantiles | None:
    return None if found is None else EnergyQuantiles(found.p5, found.p50, found.p95)


def _bill(bill: Bill) -> BillFigures:
    months = (
        from_result(
            MonthBillFigures,
            month,
            subscription_usd=None if month.subscription is None else month.subscription.cost_usd,
        )
        for month in bill.months
    )
    return from_result(BillFigures, bill, tariff=bill.tariff.name, title=bill.tariff.title, months=tuple(months))


def tally_figures(tally: Tally) -> TallyFigures:
    """Sums with their ratios."""
    return from_result(TallyFigures, tally)


def _day(day: DayTally) -> DayTallyFigures:
    return from_result(DayTallyFigures, day, tally=tally_figures(day.tally))


def _power(power: PowerProfile, calendar: Calendar) -> PowerFigures:
    by_weekday = dict(zip(DAYS, power.by_weekday, strict=True))
    return from_result(PowerFigures, power, peak_at=stamp(calendar, power.peak_s), by_weekday=by_weekday)


def _limit(site: Site, run: LimitRun, calendar: Calendar) -> LimitRunFigures:
    unit = unit_of(site, run.limit, run.unit).lower()
    return LimitRunFigures(
        run.limit,
        run.bound_h,
        stamp(calendar, run.peak_s),
        run.peak_s,
        **{f"load_{unit}": run.peak_load, f"limit_{unit}": run.value},
    )
