"""`evsite compare-policies`: the policies side by side."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from evsite.cli.options import Accept, Color, Every, Moment, Occupied, Offline, Order, OtherLoads, SiteFile, TextOrJson

if TYPE_CHECKING:
    from evsite.cli.selection import MomentOptions
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
    occupied: Occupied = None,
    accept: Accept = None,
    order: Order = None,
    at: Moment = None,
    offline: Offline = None,
    load: OtherLoads = None,
    slot: Annotated[
        str | None, typer.Option(metavar="TIME", help="Length of a turn in a rotation; 15 min without it.")
    ] = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    every: Every = False,
    color: Color = "auto",
) -> None:
    """What each driver gets under equal, proportional, first come first served and round robin."""
    from evsite.cli.console import refuse, terminal_of, write, write_json
    from evsite.cli.files import read_site
    from evsite.cli.selection import Selection

    site = read_site(file, color)
    selection = Selection(site)
    requested = selection.moment(occupied, accept, order, at, offline, load)
    slot_h = selection.slot_h("--slot", slot)
    if scenario is not None:
        given = {"--occupied": occupied, "--accept": accept, "--order": order, "--at": at}
        selection.problems += [
            f"{option} does not go with --scenario: arrivals say who is there, and when"
            for option, value in given.items()
            if value
        ]
    if selection.problems:
        refuse(selection.problems)
    if scenario is not None:
        played = _played(site, scenario, color, slot_h, requested)
        if format == "json":
            from evsite.output.json.policies import scenario_document

            write_json(scenario_document(site, scenario, played))
            return
        from evsite.output.text.policies import render_scenario

        write([render_scenario(site, played, terminal_of(sys.stdout, color), every=every)])
        return
    from evsite.studies.policies import compare_policies

    comparison = compare_policies(site, slot_h=slot_h, **requested._asdict())
    if format == "json":
        from evsite.output.json.policies import policies_document

        write_json(policies_document(site, comparison))
        return
    from evsite.output.text.policies import render_policies

    write([render_policies(site, comparison, terminal_of(sys.stdout, color), every=every)])


def _played(
    site: "Site", scenario: str, color: Color, slot_h: float | None, requested: "MomentOptions"
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

    return compare_scenario(site, arrivals, slot_h=slot_h, offline=requested.offline, loads=requested.loads)
