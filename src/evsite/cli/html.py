"""`evsite html`: the page of a site."""

from typing import TYPE_CHECKING, Annotated

import typer

from evsite.cli import session_options as given
from evsite.cli.options import Color, SiteFile

if TYPE_CHECKING:
    from evsite.cli.session_options import SessionOptions
    from evsite.model.site import Site
    from evsite.studies.service.results import ServiceReport


def command(  # noqa: PLR0917 - options of a command are its parameters
    file: SiteFile,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write a file that ends in .html; without it the screen."),
    ] = None,
    sessions: given.SessionFiles = None,
    policy: given.Policies = None,
    tariff: given.Tariff = None,
    columns: given.Columns = None,
    preset: given.Preset = None,
    zone: given.Zone = None,
    date_order: given.DateOrder = None,
    overlaps: given.Overlaps = "refuse",
    unknown: given.Unknown = "refuse",
    bad_rows: given.BadRows = "refuse",
    port_names: given.PortNames = None,
    since: given.Since = None,
    until: given.Until = None,
    ports: given.Ports = None,
    waitlist: given.Waitlist = None,
    move_when_full: given.MoveWhenFull = False,
    drivers: given.Drivers = None,
    profile: given.Profile = None,
    days: given.Days = 28,
    seed: given.Seed = 0,
    start: given.Start = None,
    color: Color = "auto",
) -> None:
    """One page for customer and electrician: verdict, picture of sharing, one-line, guarantee, findings, documents.

    It is one file that loads nothing: it works without a network, by keyboard and with screen readers, and prints to
    two pages. With sessions it says how many real drivers leave with what they need, as `evsite simulate` does.

    Exit codes: 0 done, 1 not a site file or not sessions, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.console import refuse, write
    from evsite.cli.file_writing import checked_outputs, write_files
    from evsite.cli.files import read_loaded, spare
    from evsite.cli.inputs import Inputs
    from evsite.cli.playing import pool_options, read_once
    from evsite.cli.progress import progress

    options = given.SessionOptions(
        tuple(sessions or ()),
        columns,
        preset,
        zone,
        date_order,
        overlaps,
        unknown,
        bad_rows,
        port_names,
        since,
        until,
        profile,
        drivers,
        days,
        seed,
        start,
    )
    others = {"--policy": bool(policy), "--tariff": tariff is not None}
    others |= pool_options(ports, waitlist, move_when_full=move_when_full)
    problems = [*options.problems_if_any(others), *read_once([file, *options.read, tariff])]
    if output is not None and not output.lower().endswith(".html"):
        problems.append(f"--output: {output} does not end in .html; the page is written as HTML alone")
    if problems:
        refuse(problems)
    loaded = read_loaded(file, color)
    read = [*options.read, *([] if tariff is None else [tariff])]
    spare(Inputs(read))
    checked_outputs(loaded, [] if output is None else [output], read)
    service = (
        _service(loaded.site, options, policy, tariff, (ports, waitlist, move_when_full), color)
        if options.given
        else None
    )
    from evsite.documents.site_page import site_page
    from evsite.output.page.document import page_pieces
    from evsite.rules import check_loaded

    with progress("working out the page") as on_progress:
        page = site_page(loaded, check_loaded(loaded), on_progress, service)
    pieces = page_pieces(page)
    if output is None:
        write(pieces)
    else:
        write_files(loaded, [(output, pieces)], read)


def _service(
    site: "Site",
    options: "SessionOptions",
    policy: list[str] | None,
    tariff: str | None,
    pooled: tuple[int | None, given.WaitBy | None, bool],
    color: Color,
) -> "ServiceReport":
    """The service level of the sessions that are meant, as `evsite simulate` has it."""
    from evsite.cli.console import refuse
    from evsite.cli.playing import bills_of, policies_of, pool_of, tariff_of, usual_jobs
    from evsite.cli.progress import progress
    from evsite.cli.selection import Selection
    from evsite.studies.service.service_level import interval_over_days, service_report
    from evsite.studies.simulation.simulate import simulate

    ports, waitlist, move_when_full = pooled
    selection = Selection(site)
    policies = policies_of(policy, selection)
    pool = pool_of(site, ports, waitlist, selection, move_when_full=move_when_full)
    if selection.problems:
        refuse(selection.problems)
    prices = None if tariff is None else tariff_of(tariff, color)
    played = given.sessions_of(options, site, color, pool=pool)
    with progress("playing the sessions") as on_progress:
        result = simulate(
            site,
            played,
            policies=policies,
            pool=pool,
            wait_by=waitlist,
            move_when_full=move_when_full,
            jobs=usual_jobs(played),
            on_progress=on_progress,
        )
    bills = None if prices is None else bills_of(result, prices)
    return service_report(result, bills=bills, interval=interval_over_days)
