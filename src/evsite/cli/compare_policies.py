"""`evsite compare-policies`: the policies side by side."""

import sys
from typing import Annotated

import typer

from evsite.cli.options import Accept, Color, Every, Moment, Occupied, Offline, Order, OtherLoads, SiteFile, TextOrJson


def command(  # noqa: PLR0917 - options of a command are its parameters
    file: SiteFile,
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
    if selection.problems:
        refuse(selection.problems)
    from evsite.studies.policies import compare_policies

    comparison = compare_policies(site, slot_h=slot_h, **requested._asdict())
    if format == "json":
        from evsite.output.json.policies import policies_document

        write_json(policies_document(site, comparison))
        return
    from evsite.output.text.policies import render_policies

    write([render_policies(site, comparison, terminal_of(sys.stdout, color), every=every)])
