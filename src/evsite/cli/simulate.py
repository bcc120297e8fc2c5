"""`evsite simulate`: real drivers at a site, and how many leave with what they need."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from evsite.cli import session_options as given
from evsite.cli.options import Color, Offline, OtherLoads, SiteFile, TextOrJson

if TYPE_CHECKING:
    from typing import Any

    from evsite.model.sessions import SessionSet
    from evsite.model.site import Site
    from evsite.studies.service.results import Lifted
    from evsite.studies.simulation.clairvoyant import ClairvoyantBound
    from evsite.studies.simulation.results import SimulationResult


def command(  # noqa: PLR0917 - options of a command are its parameters
    file: SiteFile,
    sessions: given.SessionFiles = None,
    policy: given.Policies = None,
    offline: Offline = None,
    load: OtherLoads = None,
    slot: Annotated[
        str | None, typer.Option(metavar="TIME", help="Length of a turn in a rotation; 15 min without it.")
    ] = None,
    lift: Annotated[
        int, typer.Option(metavar="N", min=0, help="Play again without each of the N limits that bind longest.")
    ] = 5,
    bound: Annotated[
        bool, typer.Option("--bound/--no-bound", help="Work out what perfect foresight could have delivered.")
    ] = True,
    tariff: given.Tariff = None,
    csv: Annotated[
        str | None, typer.Option("--csv", metavar="FILE", help="Write a row for each session and policy as CSV.")
    ] = None,
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
    every: Annotated[
        bool, typer.Option("--all", help="List every limit that binds, and every session in --format json.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            metavar="N",
            min=1,
            help="Processes; without it as many as there are cores where sessions are 5,000 or more, else 1.",
        ),
    ] = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """How many real drivers leave with what they need, under each policy.

    Between two events (a vehicle comes, leaves or is full, a limit changes) nothing changes, so energies are exact.

    Exit codes: 0 done, 1 not a site file or not sessions, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.console import refuse, terminal_of, write, write_json
    from evsite.cli.file_writing import checked_outputs, write_files
    from evsite.cli.files import read_loaded, spare
    from evsite.cli.inputs import Inputs
    from evsite.cli.playing import bills_of, policies_of, pool_of, read_once, tariff_of, usual_jobs
    from evsite.cli.progress import progress
    from evsite.cli.selection import Selection

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
    problems = [*options.problems(), *read_once([file, *options.read, tariff])]
    if problems:
        refuse(problems)
    loaded = read_loaded(file, color)
    read = [*options.read, *([] if tariff is None else [tariff])]
    spare(Inputs(read))
    checked_outputs(loaded, [] if csv is None else [csv], read, option="--csv")
    site = loaded.site
    selection = Selection(site)
    policies = policies_of(policy, selection)
    asked = selection.moment(None, None, None, None, offline, load)
    pool = pool_of(site, ports, waitlist, selection, move_when_full=move_when_full)
    slot_h = selection.slot_h("--slot", slot)
    if selection.problems:
        refuse(selection.problems)
    prices = None if tariff is None else tariff_of(tariff, color)
    played = given.sessions_of(options, site, color, pool=pool)
    how: dict[str, Any] = {
        "slot_h": slot_h,
        "offline": asked.offline,
        "loads": asked.loads,
        "pool": pool,
        "wait_by": waitlist,
        "move_when_full": move_when_full,
        "jobs": jobs or usual_jobs(played),
    }
    from evsite.studies.service.service_level import interval_over_days, service_report
    from evsite.studies.simulation.simulate import simulate
    from evsite.studies.simulation.stays import stays_notes

    with progress("playing the sessions") as on_progress:
        result = simulate(site, played, policies=policies, on_progress=on_progress, **how)
    bills = None if prices is None else bills_of(result, prices)
    foresight = _bound(site, played, result, how, jobs or usual_jobs(played, bounded=True)) if bound else None
    report = service_report(
        result,
        bills=bills,
        interval=interval_over_days,
        clairvoyant_kwh=None if foresight is None else foresight.energy_kwh,
        clairvoyant_gap=0.0 if foresight is None else foresight.gap,
        notes=stays_notes(result.runs) if bound else (),
        lifted=_lifted(site, played, result, lift, how) if lift else (),
    )
    if csv is not None:
        from evsite.output.session_csv import session_csv

        write_files(loaded, [(csv, session_csv(result))], read, option="--csv")
    if format == "json":
        from evsite.output.json.simulation import simulate_document

        write_json(simulate_document(site, report, options.files, result.runs if every else ()))
        return
    from evsite.output.text.simulation import render_simulation

    write([render_simulation(site, report, terminal_of(sys.stdout, color), every=every)])


def _bound(
    site: "Site", played: "SessionSet", result: "SimulationResult", how: "dict[str, Any]", jobs: int
) -> "ClairvoyantBound | None":
    """What perfect foresight could have delivered; None where vehicles stand elsewhere under another policy."""
    from evsite.cli.progress import progress
    from evsite.studies.simulation.clairvoyant import clairvoyant_bound
    from evsite.studies.simulation.stays import stays_alike

    stays = stays_alike(result.runs)
    if stays is None:
        return None
    given = {"offline": how["offline"], "loads": how["loads"], "jobs": jobs}
    with progress("bounding perfect foresight") as on_progress:
        return clairvoyant_bound(site, played, stays, on_progress=on_progress, **given)


def _lifted(
    site: "Site", played: "SessionSet", result: "SimulationResult", most: int, how: "dict[str, Any]"
) -> "tuple[Lifted, ...]":
    """What drivers would gain without the limits that bind longest, under the policy that is drawn."""
    from evsite.cli.progress import progress
    from evsite.output.text.simulation import shown_policy
    from evsite.studies.service.service_level import lifted_under
    from evsite.studies.simulation.lifting import lift_limits

    name = shown_policy(site, [run.policy for run in result.runs])
    run = next(run for run in result.runs if run.policy == name)
    with progress("playing without limits") as on_progress:
        return lifted_under(name, lift_limits(site, played, run, most=most, on_progress=on_progress, **how))
