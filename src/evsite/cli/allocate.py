"""`evsite allocate`: one moment."""

import sys
from typing import Annotated

import typer

from evsite.cli import completion
from evsite.cli.options import Accept, Color, Every, Moment, Occupied, Offline, Order, OtherLoads, SiteFile, TextOrJson
from evsite.model.policy import POLICY_NAMES


def command(  # noqa: PLR0917 - options of a command are its parameters
    file: SiteFile,
    occupied: Occupied = None,
    accept: Accept = None,
    order: Order = None,
    policy: Annotated[
        str | None,
        typer.Option(
            metavar=f"<{'|'.join(POLICY_NAMES)}>",
            help="Share in this way instead of what the groups of the file say.",
            autocompletion=completion.policies,
        ),
    ] = None,
    at: Moment = None,
    offline: Offline = None,
    load: OtherLoads = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    every: Every = False,
    color: Color = "auto",
) -> None:
    """Share the power at one moment, port by port, and say what holds each port back."""
    from evsite.cli.console import refuse, remark, terminal_of, write, write_json
    from evsite.cli.files import read_site
    from evsite.cli.selection import Selection

    site = read_site(file, color)
    selection = Selection(site)
    requested = selection.moment(occupied, accept, order, at, offline, load)
    way = selection.policy("--policy", policy)
    if selection.problems:
        refuse(selection.problems)
    from evsite.allocation.api import allocate
    from evsite.allocation.policies import policy_named

    policies = [way] if way else [group.policy for group in site.groups.values()]
    if order is not None and not any(policy_named(name).in_order for name in policies):
        remark("--order changes nothing here: no group is first come, first served (--policy fcfs)")
    if requested.accept_a and requested.accept_a.keys().isdisjoint(requested.occupied):
        remark("--accept changes nothing here: none of its ports is in use")
    allocation = allocate(site, policy=way, **requested._asdict())
    if format == "json":
        from evsite.output.json.documents import allocation_document

        write_json(allocation_document(site, allocation))
        return
    from evsite.output.text.allocation import render_allocation

    write([render_allocation(site, allocation, terminal_of(sys.stdout, color), every=every)])
