"""The runs behind `evsite export`: read the site, work out what is exported, write it."""

from __future__ import annotations

import os
import re
import sys
import time
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, cast

from evsite.cli.console import refuse, remark, stop, terminal_of, write, write_json
from evsite.cli.documents import checked_outputs, write_files
from evsite.cli.exits import Exit
from evsite.cli.files import at_moment, read_loaded
from evsite.cli.outputs import make_folder
from evsite.cli.playing import read_once, tariff_of
from evsite.cli.selection import Selection, unknown_name
from evsite.cli.streams import UnwritableError
from evsite.words import count, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.cli.documents import Files
    from evsite.cli.options import Color
    from evsite.metering.zones import NamedZone
    from evsite.model.site import Site
    from evsite.sitefile.document import LoadedSite
    from evsite.studies.ocpp.planned_stays import PlannedStay
    from evsite.studies.ocpp.results import OcppExport, OcppVersion, ProfilePurpose, RateUnit

EXPORTED_PURPOSES = ("fallback", "station", "static", "share", "plan")
_DAY_S = 86_400
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
    if options.out is not None and not _is_folder(options.out):
        checked_outputs(loaded, [options.out], options.read, option="--out")
    selection = Selection(site)
    problems = selection.problems
    for name in options.stations:
        if name not in site.stations:
            problems.append(unknown_name("--station", name, site.stations, "station"))
    chosen = _chosen("--purpose", options.purposes, EXPORTED_PURPOSES, problems) or ("fallback", "station")
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
        _write(loaded, _ocpp_files(site, export, options.out), options.out, options.read)
    from evsite.output.json.export import ocpp_document

    if as_json:
        write_json(ocpp_document(site, export))
        return
    from evsite.output.text.ocpp import render_ocpp

    write([render_ocpp(site, export, terminal_of(sys.stdout, color), every=every)])


def run_csv(file: str, what: Sequence[str], out: str | None, at: str | None, color: Color) -> None:
    """Work tables out, show or write them.

    Parameters
    ----------
    file
        The site file.
    what
        The tables; all for none.
    out
        The file or the folder; None for the screen.
    at
        The moment of the week; None for the fixed limits.
    color
        Whether messages have colours.
    """
    from evsite.output.site_csv import SITE_TABLES

    problems: list[str] = []
    chosen = _chosen("--what", what, SITE_TABLES, problems)
    if problems:
        refuse(problems)
    wanted = [name for name in SITE_TABLES if not chosen or name in chosen]
    folder = out is not None and _is_folder(out)
    if len(wanted) > 1 and not folder:
        where = "the screen" if out is None else f"the file {out}"
        refuse([f"{count(len(wanted), 'table')} do not go to {where}: name one with --what, or a folder with --out"])
    loaded = read_loaded(file, color)
    if out is not None and not folder:
        checked_outputs(loaded, [out], option="--out")
    moment = at_moment(loaded.site, at)
    tables = [(name, _table(loaded.site, moment, name)) for name in wanted]
    if out is None:
        write(tables[0][1])
        return
    _write(loaded, [(str(PurePath(out) / f"{name}.csv") if folder else out, text) for name, text in tables], out)


def run_acnportal(file: str, out: str | None, at: str | None, color: Color) -> None:
    """Work a charging network out, show or write it, and tell what it leaves out.

    Parameters
    ----------
    file
        The site file.
    out
        The file; None for the screen.
    at
        The moment of the week; None for the fixed limits.
    color
        Whether messages have colours.
    """
    loaded = read_loaded(file, color)
    if out is not None:
        checked_outputs(loaded, [out], option="--out")
    moment = None if at is None else at_moment(loaded.site, at)
    from evsite.output.acnportal_json import acnportal_document
    from evsite.output.json.writer import pieces
    from evsite.studies.acnportal.network import acn_network

    network = acn_network(loaded.site, moment)
    text = pieces(acnportal_document(network))
    if out is None:
        write(text)
    else:
        _write(loaded, [(out, text)], out)
    if network.notes:
        remark("acnportal does not know:")
    for note in network.notes:
        remark(f"- {note.message}")


def _table(site: Site, moment: Site, name: str) -> Iterable[str]:
    """The text of a table; fallbacks are those of the whole week also where it is about a moment."""
    from evsite.allocation.api import allocate
    from evsite.allocation.fallback import fallbacks_a
    from evsite.model.moments import lower_envelope
    from evsite.output import site_csv
    from evsite.proofs.guarantee import guarantees

    if name == "limits":
        return site_csv.limits_csv(moment, allocate(moment))
    if name == "ports":
        return site_csv.ports_csv(moment, fallbacks_a(site))
    if name == "shares":
        return site_csv.shares_csv(moment, allocate(moment))
    found = guarantees(lower_envelope(moment, shut=False), fallback_a=fallbacks_a(site))
    return site_csv.guarantees_csv(moment, found)


def _chosen(option: str, texts: Iterable[str], choices: Sequence[str], problems: list[str]) -> tuple[str, ...]:
    """What an option names, once or with commas; what it does not know goes to the problems."""
    found = [word for text in texts for word in (part.strip().lower() for part in text.split(",")) if word]
    problems += [
        f"{option}: found {word!r}, expected {listed(choices)}" for word in dict.fromkeys(found) if word not in choices
    ]
    return tuple(found)


def _is_folder(name: str) -> bool:
    return name.endswith(("/", os.sep)) or os.path.isdir(name)  # noqa: PTH112 - False for what cannot be a name


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


def _write(loaded: LoadedSite, files: Files, out: str, read: Sequence[str] = ()) -> None:
    if _is_folder(out):
        try:
            make_folder(out)
        except UnwritableError as error:
            stop([str(error)], Exit.UNWRITABLE)
    write_files(loaded, files, read, option="--out")
    remark(f"wrote {count(len(files), 'file')} to {out}" if _is_folder(out) else f"wrote {out}")


def _ocpp_files(site: Site, export: OcppExport, out: str) -> Files:
    """One document, or one a station in a folder."""
    from evsite.output.json.export import ocpp_document
    from evsite.output.json.writer import pieces

    if not _is_folder(out):
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
