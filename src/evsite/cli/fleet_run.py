"""The run behind `evsite fleet`: read the site, its trips and the tariff, plan, write."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from evsite.cli.console import refuse, terminal_of, write, write_json
from evsite.cli.exits import Exit
from evsite.cli.file_writing import checked_outputs, write_files
from evsite.cli.files import give_up_all, read_loaded, spare
from evsite.cli.inputs import Inputs
from evsite.cli.playing import read_once, tariff_of
from evsite.cli.selection import Selection
from evsite.cli.session_options import option_words
from evsite.model.finding import Severity

if TYPE_CHECKING:
    from evsite.cli.file_writing import Files
    from evsite.cli.options import Color
    from evsite.model.fleets import TripSet
    from evsite.model.site import Site
    from evsite.sitefile.document import LoadedSite
    from evsite.tariffs.model import Tariff

_LEAST_STEP_MIN, _MOST_STEP_MIN = 1, 60


@dataclass(frozen=True, slots=True)
class FleetOptions:
    """What the options say, as they were given."""

    trips: tuple[str, ...]
    tariff: str | None = None
    step: str = "15 min"
    offline: str | None = None
    loads: tuple[str, ...] = ()
    peaks: tuple[str, ...] = ()
    now: str | None = None
    actual: tuple[str, ...] = ()
    csv: str | None = None
    svg: str | None = None
    columns: str | None = None
    zone: str | None = None
    date_order: str | None = None
    port_names: str | None = None
    since: str | None = None
    until: str | None = None

    @property
    def read(self) -> list[str]:
        """The files that are read beside the site file."""
        return [*self.trips, *self.actual, *(name for name in (self.tariff, self.port_names) if name is not None)]

    @property
    def outputs(self) -> list[tuple[str, str]]:
        """The files that are to be written, each with its option."""
        return [(option, name) for option, name in (("--csv", self.csv), ("--svg", self.svg)) if name is not None]


def run_fleet(
    file: str,
    options: FleetOptions,
    fail_on: Literal["error", "warning", "never"],
    color: Color,
    *,
    as_json: bool,
    every: bool,
) -> int:
    """Plan, show and write; the exit code.

    Parameters
    ----------
    file
        The site file.
    options
        What is planned, and where it goes.
    fail_on
        The mildest severity of an alert that exits with 1.
    color
        Whether the screen gets colours.
    as_json
        Whether it gets one JSON document.
    every
        Whether a text shows every alert, vehicle and limit.
    """
    problems = read_once([file, *options.read])
    if not options.trips:
        problems.append("--trips: no file of trips is named")
    if options.peaks and options.tariff is None:
        problems.append("--peak-so-far is about the demand charges of a tariff; it goes with --tariff")
    if problems:
        refuse(problems)
    loaded = read_loaded(file, color)
    spare(Inputs(options.read))
    names = [name for _, name in options.outputs]
    checked_outputs(loaded, names, options.read, option=" and ".join(option for option, _ in options.outputs))
    selection = Selection(loaded.site)
    asked = selection.moment(None, None, None, None, options.offline, options.loads)
    step_min = _step_min(options.step, selection)
    prices = None if options.tariff is None else tariff_of(options.tariff, color)
    peaks = _peaks(options.peaks, prices, selection)
    if selection.problems:
        refuse(selection.problems)
    trips = read_trips(options, loaded.site, color)
    if prices is not None and not trips.calendar.dated:
        refuse(["--tariff: prices need dates, and these trips have none; with --since and --zone they get them"])
    how = {"offline": asked.offline, "loads": asked.loads, "peak_so_far_kw": peaks, "step_min": step_min}
    how |= _happened(options, loaded.site, trips, color)
    return _planned(loaded, trips, prices, how, options, fail_on, color, as_json=as_json, every=every)


def read_trips(options: FleetOptions, site: Site, color: Color) -> TripSet:
    """The trips that are meant; what cannot be used of them ends the command.

    Parameters
    ----------
    options
        The files, and how they are read.
    site
        The site.
    color
        Whether messages have colours.
    """
    from evsite.model.finding import SiteFileError
    from evsite.sitefile.sessions.named_columns import SessionOptionError
    from evsite.sitefile.trips.loading import load_trips
    from evsite.sitefile.trips.rows import TripFilesError

    try:
        return load_trips(
            options.trips,
            site,
            zone=options.zone,
            date_order=options.date_order,
            columns=options.columns,
            ports=options.port_names,
            since=options.since,
            until=options.until,
        )
    except SessionOptionError as error:
        refuse([f"{option_words(error.option)}: {error}"])
    except TripFilesError as error:
        give_up_all(error.errors, color)
    except SiteFileError as error:
        give_up_all([error], color)


def _happened(options: FleetOptions, site: Site, trips: TripSet, color: Color) -> dict[str, Any]:
    """What became of the trips, and when it is: arguments of the study; what cannot be used ends the command."""
    from evsite.model.finding import SiteFileError
    from evsite.sitefile.sessions.named_columns import SessionOptionError
    from evsite.sitefile.trips.actuals import load_actuals
    from evsite.sitefile.trips.list_moments import read_now
    from evsite.sitefile.trips.rows import TripFilesError

    try:
        now_s = None if options.now is None else read_now(options.now, trips.calendar)
        actuals = None
        if options.actual:
            actuals = load_actuals(options.actual, site, trips, now_s=now_s, date_order=options.date_order)
    except SessionOptionError as error:
        refuse([f"{option_words(error.option)}: {error}"])
    except TripFilesError as error:
        give_up_all(error.errors, color)
    except SiteFileError as error:
        give_up_all([error], color)
    return {"now_s": now_s, "actuals": actuals}


def _planned(
    loaded: LoadedSite,
    trips: TripSet,
    prices: Tariff | None,
    how: dict[str, Any],
    options: FleetOptions,
    fail_on: Literal["error", "warning", "never"],
    color: Color,
    *,
    as_json: bool,
    every: bool,
) -> int:
    """Plan what was read, and hand it over."""
    from evsite.output.located import FormatOptions
    from evsite.studies.fleets.errors import PlanError
    from evsite.studies.fleets.study import NothingLeftError, fleet_study

    site = loaded.site
    try:
        report = fleet_study(site, trips, tariff=prices, **how)
    except PlanError as error:
        refuse([str(error)])
    except NothingLeftError:
        last = trips.calendar.show(max(trip.depart_s for trip in trips.trips))
        refuse([f"--now: no vehicle is there any more, and none is to come; the last trip ends at {last}"])
    from evsite.output.fleet_files import fleet_files

    checked = fleet_files(loaded.document, report)
    files: Files = []
    if options.csv is not None:
        from evsite.output.fleet_csv import fleet_csv

        files.append((options.csv, fleet_csv(site, report)))
    if options.svg is not None:
        from evsite.documents.charts.gantt import gantt_drawing
        from evsite.output.documents.svg import svg_pieces

        files.append((options.svg, svg_pieces(gantt_drawing(site, report))))
    if files:
        write_files(loaded, files, options.read, option=" and ".join(option for option, _ in options.outputs))
    if as_json:
        from evsite.output.json.fleet import fleet_document

        write_json(fleet_document(site, report, checked, options.trips, prices))
    else:
        from evsite.output.diagnostics.fleet import render_fleet

        write(render_fleet(site, report, checked, terminal_of(sys.stdout, color), tariff=prices, every=every))
    asked = FormatOptions(None if fail_on == "never" else Severity(fail_on))
    failed = any(asked.fails(finding) for each in checked for finding in each.findings)
    return Exit.FINDINGS if failed else Exit.OK


def _step_min(text: str, selection: Selection) -> float:
    """The length of a step [min]; what is wrong with it goes to the problems of the selection."""
    hours = selection.quantity("--step", text, "time", positive=True)
    minutes = 15.0 if hours is None else round(hours * 60, 9)
    if minutes % 1 or not _LEAST_STEP_MIN <= minutes <= _MOST_STEP_MIN or _MOST_STEP_MIN % minutes:
        expected = 'whole minutes of which a whole number makes an hour, such as "15 min"'
        selection.problems.append(f"--step: found {text!r}, expected {expected}")
    return minutes


def _peaks(texts: tuple[str, ...], prices: Tariff | None, selection: Selection) -> dict[str, float]:
    """The highest demand so far by demand charge [kW]; what is wrong with it goes to the problems of the selection."""
    from evsite.tariffs.step_prices import demand_names

    known = [] if prices is None else demand_names(prices)
    peaks: dict[str, float] = {}
    for text in texts:
        name, equals, quantity = text.rpartition("=")
        name = name.strip()
        if equals and name not in known:
            hint = f"there are {', '.join(known)}" if known else "the tariff has none"
            selection.problems.append(f"--peak-so-far: no demand charge {name!r}; {hint}")
            continue
        found = selection.quantity(f"--peak-so-far {text}" if equals else "--peak-so-far", quantity.strip(), "power")
        if found is not None:
            peaks.update(dict.fromkeys([name] if equals else known, found))
    return peaks
