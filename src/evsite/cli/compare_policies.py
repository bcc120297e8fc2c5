"""`evsite compare-policies`: the policies side by side."""

from typing import TYPE_CHECKING, Annotated

import typer

from evsite.cli import completion
from evsite.cli.options import Color, Every, SiteFile, TextOrJson

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.policy_results import ScenarioComparison


def command(  # noqa: PLR0917 - options of a command are its parameters
    file: SiteFile,
    scenario: Annotated[
        str | None,
        typer.Option(
            metavar="ARRIVALS",
            help="Vehicles in plug-in order (port, time, energy, accept, leave), TOML or CSV, instead of one moment.",
        ),
    ] = None,
    occupied: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES",
            help="Ports in use: all (as without it), or ports, stations and groups.",
            autocompletion=completion.ports_or_all,
        ),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=AMPS",
            help='What vehicles accept: S1.1=32A, "32 A" (everybody). May be repeated.',
            autocompletion=completion.ports,
        ),
    ] = None,
    order: Annotated[
        str | None,
        typer.Option(metavar="NAMES", help="Who came first: S2.1,S1.1", autocompletion=completion.ports),
    ] = None,
    at: Annotated[str | None, typer.Option(metavar="MOMENT", help='Moment of the week: "Mon 13:00".')] = None,
    offline: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES",
            help="Ports that nobody can reach, at their fallback.",
            autocompletion=completion.ports_or_all,
        ),
    ] = None,
    load: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NODE=LOAD",
            help='Uncontrolled load, taken off the limits: T1="200 kW". May be repeated.',
            autocompletion=completion.loaded_nodes,
        ),
    ] = None,
    slot: Annotated[
        str | None, typer.Option(metavar="TIME", help="Length of a turn in a rotation; 15 min without it.")
    ] = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    every: Every = False,
    color: Color = "auto",
) -> None:
    """What each driver gets under equal, proportional, first come first served and round robin."""
    import sys

    from evsite.cli.console import look_of, refuse, write
    from evsite.cli.files import read_site
    from evsite.cli.selection import Selection

    site = read_site(file, color)
    selection = Selection(site)
    in_use = selection.ports("--occupied", occupied if occupied is not None else "all")
    accepts = selection.accepts("--accept", accept or [])
    queue = selection.ports("--order", order) if order is not None else ()
    unreached = selection.ports("--offline", offline) if offline is not None else ()
    loads = selection.loads("--load", load or [])
    moment = selection.moment("--at", at)
    slot_h = _hours(slot, selection.problems)
    if scenario is not None:
        given = {"--occupied": occupied, "--accept": accept, "--order": order, "--at": at}
        selection.problems += [
            f"{option} does not go with --scenario: arrivals say who is there, and when"
            for option, value in given.items()
            if value
        ]
    if selection.problems:
        refuse(selection.problems)
    from evsite.output.json.writer import pieces

    if scenario is not None:
        played = _played(site, scenario, color, slot_h, unreached, loads)
        if format == "json":
            from evsite.output.json.policies import scenario_document

            write(pieces(scenario_document(site, scenario, played)))
            return
        from evsite.output.text.policies import render_scenario

        write([render_scenario(site, played, look_of(sys.stdout, color), every=every)])
        return
    from evsite.studies.policies import compare_policies

    comparison = compare_policies(
        site,
        occupied=in_use,
        accept_a=accepts,
        order=queue,
        at=moment,
        offline=unreached,
        loads=loads,
        slot_h=slot_h,
    )
    if format == "json":
        from evsite.output.json.policies import policies_document

        write(pieces(policies_document(site, comparison)))
        return
    from evsite.output.text.policies import render_policies

    write([render_policies(site, comparison, look_of(sys.stdout, color), every=every)])


def _hours(text: str | None, problems: list[str]) -> float | None:
    from evsite.sitefile.quantities import QuantityError, read_quantity

    if text is None:
        return None
    try:
        value = read_quantity(text, "time").value
    except QuantityError as error:
        problems.append(f"--slot: {error}")
        return None
    if value <= 0:
        problems.append(f"--slot: found {text}, expected more than nothing")
    return value


def _played(
    site: "Site", scenario: str, color: Color, slot_h: float | None, offline: tuple[str, ...], loads: dict[str, str]
) -> "ScenarioComparison":
    from evsite.cli.files import give_up, spare
    from evsite.cli.inputs import Inputs
    from evsite.model.finding import SiteFileError
    from evsite.sitefile.scenario import load_scenario

    spare(Inputs([scenario]))
    try:
        arrivals = load_scenario(scenario, site)
    except SiteFileError as error:
        give_up(error, color)
    from evsite.studies.scenario import compare_scenario

    return compare_scenario(site, arrivals, slot_h=slot_h, offline=offline, loads=loads)
