"""The run behind `evsite export ocpp`: read the site, work the messages out, show and write them."""

from __future__ import annotations

import re
import sys
import time
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, cast

from evsite.cli.console import refuse, terminal_of, write, write_json
from evsite.cli.export_run import chosen_words, is_folder, write_export
from evsite.cli.file_writing import checked_outputs
from evsite.cli.files import read_loaded
from evsite.cli.playing import read_once, tariff_of
from evsite.cli.selection import Selection, unknown_name

if TYPE_CHECKING:
    from evsite.cli.file_writing import Files
    from evsite.cli.options import Color
    from evsite.metering.zones import NamedZone
    from evsite.model.site import Site
    from evsite.studies.ocpp.planned_stays import PlannedStay
    from evsite.studies.ocpp.results import OcppExport, OcppVersion, ProfilePurpose, RateUnit

EXPORTED_PURPOSES = ("fallback", "station", "static", "share", "plan")
_DATE = re.compile(r"\s*\d{4}-\d{2}-\d{2}\s*")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_ZONE_HINT = "say the zone of the site: --zone America/Los_Angeles, for instance"
_LONGEST_ID = 36
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class OcppOptions:
    """What the options say, as they were given."""

    version: OcppVersion
    stations: tuple[str, ...]
    purposes: tuple[str, ...]
    static: bool
    unit: RateUnit
    max_periods: int | None
    from_: str | None
    zone: str | None
    out: str | None
    transactions: tuple[str, ...]
    occupied: str | None
    accept: tuple[str, ...]
    offline: str | None
    trips: tuple[str, ...] = ()
    tariff: str | None = None

    @property
    def read(self) -> list[str]:
        """The files that are read beside the site file."""
        return [*self.trips, *(() if self.tariff is None else (self.tariff,))]


def run_ocpp(file: str, options: OcppOptions, color: Color, *, as_json: bool, every: bool) -> None:
    """Work the messages out, show and write them.

    Parameters
    ----------
    file
        The site file.
    options
        What is exported, and where it goes.
    color
        Whether the screen gets colours.
    as_json
        Whether it gets one JSON document.
    every
        Whether a text lists every message.
    """
    if twice := read_once([file, *options.read]):
        refuse(twice)
    loaded = read_loaded(file, color)
    site = loaded.site
    if options.out is not None and not is_folder(options.out):
        checked_outputs(loaded, [options.out], options.read, option="--out")
    selection = Selection(site)
    problems = selection.problems
    for name in options.stations:
        if name not in site.stations:
            problems.append(unknown_name("--station", name, site.stations, "station"))
    chosen = chosen_words("--purpose", options.purposes, EXPORTED_PURPOSES, problems) or ("fallback", "station")
    purposes = {*chosen, "static"} if options.static else {*chosen}
    live, planned = "share" in purposes, "plan" in purposes
    if options.transactions and not (live or planned):
        problems.append("--transaction is about vehicles that are there; it goes with --purpose share or plan")
    if bool(options.trips) != planned:
        problems.append("--trips and --purpose plan go together")
    if options.tariff is not None and not planned:
        problems.append("--tariff is about plans; it goes with --purpose plan")
    about_shares = {
        "--occupied": options.occupied,
        "--accept": options.accept,
        "--offline": options.offline,
    }
    problems += [
        f"{option} is about live shares; it goes with --purpose share"
        for option, given in about_shares.items()
        if given and not live
    ]
    asked = selection.moment(options.occupied, options.accept, None, None, options.offline, None)
    zone = _zone(options.zone, problems)
    from_s = _from_s(options.from_, zone, problems, live=live)
    transactions = _transactions(options, site, problems)
    if problems:
        refuse(problems)
    stays, without_port = _stays(site, options, color) if planned else ((), ())
    if stays and options.from_ is None and not live:
        from_s = min(stay.arrive_s for stay in stays)
    from evsite.studies.ocpp.export import ZoneNeededError, export_ocpp
    from evsite.studies.ocpp.request import OcppRequest

    request = OcppRequest(
        version=options.version,
        purposes=cast("frozenset[ProfilePurpose]", frozenset(purposes)),
        from_s=from_s,
        zone=zone,
        unit=options.unit,
        max_periods=options.max_periods,
        stations=frozenset(options.stations) or None,
        occupied=asked.occupied,
        accept_a=asked.accept_a,
        offline=asked.offline,
        transactions=transactions,
        stays=stays,
        without_port=without_port,
    )
    try:
        export = export_ocpp(site, request)
    except ZoneNeededError as error:
        refuse([f"{error}; {_ZONE_HINT}"])
    if options.out is not None:
        write_export(loaded, _ocpp_files(site, export, options.out), options.out, options.read)
    from evsite.output.json.export import ocpp_document

    if as_json:
        write_json(ocpp_document(site, export))
        return
    from evsite.output.text.ocpp import render_ocpp

    write([render_ocpp(site, export, terminal_of(sys.stdout, color), every=every)])


def _stays(site: Site, options: OcppOptions, color: Color) -> tuple[tuple[PlannedStay, ...], tuple[str, ...]]:
    """The stays of a plan for the trips that are named, and vehicles that have no port in it."""
    from evsite.cli.fleet_run import FleetOptions, read_trips

    prices = None if options.tariff is None else tariff_of(options.tariff, color)
    trips = read_trips(FleetOptions(options.trips, zone=options.zone), site, color)
    if not trips.calendar.dated:
        refuse(["--trips: messages hold at instants, and these trips have no dates"])
    from evsite.studies.fleets.errors import PlanError
    from evsite.studies.fleets.plan import plan_fleets
    from evsite.studies.ocpp.planned_stays import planned_stays

    try:
        plan = plan_fleets(site, trips, tariff=prices)
    except PlanError as error:
        refuse([str(error)])
    without = [trip.vehicle for trip, port in zip(plan.trips.trips, plan.ports, strict=True) if port is None]
    return planned_stays(site, plan), tuple(dict.fromkeys(without))


def _ocpp_files(site: Site, export: OcppExport, out: str) -> Files:
    """One document, or one a station in a folder."""
    from evsite.output.json.export import ocpp_document
    from evsite.output.json.writer import pieces

    if not is_folder(out):
        return [(out, pieces(ocpp_document(site, export)))]
    files: Files = []
    taken: set[str] = set()
    for station in dict.fromkeys(sent.station for sent in export.profiles):
        plain = _UNSAFE.sub("_", station)[:_LONGEST_NAME]
        name, number = plain, 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name.casefold())
        files.append((str(PurePath(out) / f"{name}.ocpp.json"), pieces(ocpp_document(site, export, station))))
    return files


def _zone(text: str | None, problems: list[str]) -> NamedZone | None:
    from evsite.sitefile.sessions.named_columns import SessionOptionError
    from evsite.sitefile.sessions.options import read_zone

    try:
        return read_zone(text)
    except SessionOptionError as error:
        problems.append(f"--zone: {error}")
        return None


def _from_s(text: str | None, zone: NamedZone | None, problems: list[str], *, live: bool) -> int:
    """The instant from which on messages hold; a date begins at the local midnight, at that of UTC without a zone."""
    if text is None:
        now_s = int(time.time())
        if live:
            return now_s
        offset_s = 0 if zone is None else zone.offset_s(now_s)
        text = time.strftime("%Y-%m-%d", time.gmtime(now_s + offset_s))
    from evsite.metering.errors import DataError
    from evsite.sitefile.sessions.clock import instant_of_wall
    from evsite.sitefile.sessions.moments import DatedMoments, MomentError

    try:
        moments = DatedMoments([[text]])
        stamp = moments.read(text, date_alone=True)
    except (DataError, MomentError) as error:
        problems.append(f"--from: {error}")
        return 0
    if moments.guessed:
        problems.append(f"--from: {text!r} may be two days, expected like 2026-01-05")
    if stamp.offset_s is not None:
        return stamp.wall_s - stamp.offset_s
    if zone is not None:
        return instant_of_wall(stamp.wall_s, zone)
    if not _DATE.fullmatch(text):
        problems.append(f"--from: {text!r} has no offset from UTC; {_ZONE_HINT}, or write 2026-01-05T13:00:00Z")
    return stamp.wall_s


def _transactions(options: OcppOptions, site: Site, problems: list[str]) -> dict[str, str]:
    """Transactions by port; what is wrong with them goes to the problems."""
    found: dict[str, str] = {}
    for text in options.transactions:
        port, equals, transaction = (part.strip() for part in text.rpartition("="))
        if not equals or not transaction:
            problems.append(f"--transaction: found {text!r}, expected PORT=ID, like S1.1=4711")
        elif port not in site.ports:
            problems.append(unknown_name("--transaction", port, site.ports, "port"))
        elif options.version == "1.6" and not re.fullmatch(r"-?[0-9]{1,10}", transaction):
            problems.append(f"--transaction: found {transaction!r}; transactions of OCPP 1.6 are whole numbers")
        elif len(transaction) > _LONGEST_ID:
            problems.append(f"--transaction: an id has at most {_LONGEST_ID} characters")
        else:
            found[port] = transaction
    return found
