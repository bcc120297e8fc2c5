"""`evsite simulate`: real drivers at a site, and how many leave with what they need."""

import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from evsite.cli import session_options as given
from evsite.cli.options import Color, Offline, OtherLoads, SiteFile, TextOrJson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from evsite.cli.selection import Selection
    from evsite.model.sessions import SessionSet
    from evsite.model.site import Site
    from evsite.studies.service.results import Lifted
    from evsite.studies.simulation.results import SimulationResult
    from evsite.tariffs.bill_results import Bill
    from evsite.tariffs.model import Tariff


def command(  # noqa: PLR0917 - options of a command are its parameters
    file: SiteFile,
    sessions: given.SessionFiles = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="equal, proportional, fcfs, round-robin, edf, llf, or as-designed; repeated for several. All without.",
        ),
    ] = None,
    offline: Offline = None,
    load: OtherLoads = None,
    slot: Annotated[
        str | None, typer.Option(metavar="TIME", help="Length of a turn in a rotation; 15 min without it.")
    ] = None,
    lift: Annotated[
        int, typer.Option(metavar="N", min=0, help="Play again without each of the N limits that bind longest.")
    ] = 3,
    bound: Annotated[
        bool, typer.Option("--bound/--no-bound", help="Work out what perfect foresight could have delivered.")
    ] = True,
    tariff: Annotated[
        str | None,
        typer.Option(metavar="TARIFF", help="Bill the power: a file, or one of `evsite catalog tariffs`."),
    ] = None,
    csv: Annotated[
        str | None, typer.Option("--csv", metavar="FILE", help="Write a row for each session and policy as CSV.")
    ] = None,
    columns: given.Columns = None,
    preset: given.Preset = None,
    zone: given.Zone = None,
    overlaps: given.Overlaps = "refuse",
    unknown: given.Unknown = "refuse",
    bad_rows: given.BadRows = "refuse",
    port_names: given.PortNames = None,
    since: given.Since = None,
    until: given.Until = None,
    ports: given.Ports = None,
    waitlist: Annotated[
        Literal["fifo", "need"] | None,
        typer.Option(
            help="Who finds no free port waits: in order of arrival, or who needs most power first.",
            rich_help_panel="Ports for everybody",
        ),
    ] = None,
    move_when_full: Annotated[
        bool,
        typer.Option(
            "--move-when-full",
            help="Who is full makes its port free.",
            rich_help_panel="Ports for everybody",
        ),
    ] = False,
    drivers: given.Drivers = None,
    profile: given.Profile = None,
    days: given.Days = 28,
    seed: given.Seed = 0,
    start: given.Start = None,
    every: Annotated[
        bool, typer.Option("--all", help="List every limit that binds, and every session in --format json.")
    ] = False,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """How many real drivers leave with what they need, under each policy.

    Between two events (a vehicle comes, leaves or is full, a limit changes) nothing changes, so energies are exact.

    Exit codes: 0 done, 1 not a site file or not sessions, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.console import refuse, terminal_of, write, write_json
    from evsite.cli.documents import checked_outputs, write_files
    from evsite.cli.files import read_loaded, spare
    from evsite.cli.inputs import Inputs
    from evsite.cli.selection import Selection

    options = given.SessionOptions(
        tuple(sessions or ()),
        columns,
        preset,
        zone,
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
    problems = options.problems()
    if problems:
        refuse(problems)
    loaded = read_loaded(file, color)
    spare(Inputs(options.read))
    checked_outputs(loaded, [] if csv is None else [csv], options.read, option="--csv")
    site = loaded.site
    selection = Selection(site)
    policies = _policies(policy, selection)
    asked = selection.moment(None, None, None, None, offline, load)
    pool = _pool(site, ports, waitlist, selection, move_when_full=move_when_full)
    slot_h = selection.slot_h("--slot", slot)
    if selection.problems:
        refuse(selection.problems)
    prices = None if tariff is None else _tariff(tariff, color)
    played = given.sessions_of(options, site, color, pool=pool)
    how: dict[str, Any] = {
        "slot_h": slot_h,
        "offline": asked.offline,
        "loads": asked.loads,
        "pool": pool,
        "wait_by": waitlist,
        "move_when_full": move_when_full,
    }
    from evsite.studies.service.service_level import interval_over_days, service_report
    from evsite.studies.simulation.simulate import simulate

    result = simulate(site, played, policies=policies, **how)
    report = service_report(
        result,
        bills=None if prices is None else _bills(result, prices),
        interval=interval_over_days,
        clairvoyant_kwh=_bound_kwh(site, played, result, how) if bound else None,
        lifted=_lifted(site, played, result, lift, how) if lift else (),
    )
    if csv is not None:
        from evsite.output.session_csv import session_csv

        write_files(loaded, [(csv, session_csv(result))], options.read, option="--csv")
    if format == "json":
        from evsite.output.json.simulation import simulate_document

        write_json(simulate_document(site, report, options.files, result.runs if every else ()))
        return
    from evsite.output.text.simulation import render_simulation

    write([render_simulation(site, report, terminal_of(sys.stdout, color), every=every)])


def _bound_kwh(site: "Site", played: "SessionSet", result: "SimulationResult", how: "dict[str, Any]") -> float | None:
    """What perfect foresight could have delivered; None where vehicles stand elsewhere under another policy."""
    from evsite.studies.simulation.clairvoyant import clairvoyant_bound, stays_of

    stays = [stays_of(run) for run in result.runs]
    if any(other != stays[0] for other in stays[1:]):
        return None
    return clairvoyant_bound(site, played, stays[0], offline=how["offline"], loads=how["loads"]).energy_kwh


def _tariff(source: str, color: Color) -> "Tariff":
    """The tariff that is meant; one that cannot be read ends the command."""
    from evsite.cli.files import give_up
    from evsite.model.finding import SiteFileError
    from evsite.sitefile.tariffs.load import load_tariff

    try:
        return load_tariff(source)
    except SiteFileError as error:
        give_up(error, color)


def _bills(result: "SimulationResult", prices: "Tariff") -> "dict[str, Bill]":
    from evsite.cli.console import refuse
    from evsite.studies.service.bills import UndatedError, bills

    try:
        return bills(result, prices)
    except UndatedError as error:
        refuse([f"--tariff: {error}; with --drivers, --start and --zone give dates"])


def _policies(named: list[str] | None, selection: "Selection") -> "Sequence[str]":
    """The policies that are asked for, each once; every one without any."""
    from evsite.allocation.policies import policy_named
    from evsite.studies.simulation.results import AS_DESIGNED
    from evsite.studies.simulation.simulate import SIMULATED_NAMES

    if not named:
        return SIMULATED_NAMES
    found: dict[str, None] = {}
    for name in named:
        if name == AS_DESIGNED:
            found[name] = None
            continue
        try:
            found[policy_named(name).name] = None
        except ValueError:
            near = get_close_matches(name, (*SIMULATED_NAMES, AS_DESIGNED), 1)
            hint = f"did you mean {near[0]}?" if near else f"expected {', '.join((*SIMULATED_NAMES, AS_DESIGNED))}"
            selection.problems.append(f"--policy: found {name!r}; {hint}")
    return tuple(found)


def _pool(
    site: "Site", ports: int | None, waitlist: str | None, selection: "Selection", *, move_when_full: bool
) -> tuple[str, ...] | None:
    """The ports that sessions share; None where each comes to its own."""
    if ports is not None and ports > len(site.ports):
        selection.problems.append(f"--ports: found {ports:,}, and the site has {len(site.ports):,}")
    if ports is None and waitlist is None and not move_when_full:
        return None
    return tuple(site.ports)[:ports]


def _lifted(
    site: "Site", played: "SessionSet", result: "SimulationResult", most: int, how: "dict[str, Any]"
) -> "tuple[Lifted, ...]":
    """What drivers would gain without the limits that bind longest, under the policy that is drawn."""
    from evsite.output.text.simulation import shown_policy
    from evsite.studies.service.service_level import lifted_under
    from evsite.studies.simulation.lifting import lift_limits

    name = shown_policy(site, [run.policy for run in result.runs])
    run = next(run for run in result.runs if run.policy == name)
    return lifted_under(name, lift_limits(site, played, run, most=most, **how))
