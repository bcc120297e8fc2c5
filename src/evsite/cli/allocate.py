"""`evsite allocate`: one moment."""

import sys
from typing import Annotated

import typer

from evsite.cli import completion
from evsite.cli.options import Color, Every, SiteFile, TextOrJson
from evsite.model.policy import POLICY_NAMES


def command(  # noqa: PLR0917 - options of a command are its parameters
    file: SiteFile,
    occupied: Annotated[
        str,
        typer.Option(
            metavar="NAMES",
            help="Ports in use: all, or a list of ports, stations and groups: S1,S3.2",
            autocompletion=completion.ports_or_all,
        ),
    ] = "all",
    accept: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=AMPS",
            help='What vehicles accept: S1.1=32A, S2=24A (all its ports), "32 A" (everybody). A list; may be repeated; '
            "without it each takes what its port can give.",
            autocompletion=completion.ports,
        ),
    ] = None,
    order: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES",
            help="Who came first, for first come, first served: S2.1,S1.1",
            autocompletion=completion.ports,
        ),
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option(
            metavar=f"<{'|'.join(POLICY_NAMES)}>",
            help="Share in this way instead of what the groups of the file say.",
            autocompletion=completion.policies,
        ),
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="MOMENT", help='Moment of the week, for schedules: "Mon 13:00".')
    ] = None,
    offline: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES",
            help="Ports that nobody can reach, at their fallback: S4, or all.",
            autocompletion=completion.ports_or_all,
        ),
    ] = None,
    load: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NODE=LOAD",
            help='Uncontrolled load on a node, taken off the limits: T1="200 kW". May be repeated.',
            autocompletion=completion.loaded_nodes,
        ),
    ] = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    every: Every = False,
    color: Color = "auto",
) -> None:
    """Share the power at one moment, port by port, and say what holds each port back."""
    from evsite.cli.console import look_of, refuse, remark, write
    from evsite.cli.files import read_site
    from evsite.cli.selection import Selection

    site = read_site(file, color)
    selection = Selection(site)
    in_use = selection.ports("--occupied", occupied)
    accepts = selection.accepts("--accept", accept or [])
    queue = selection.ports("--order", order) if order is not None else ()
    unreached = selection.ports("--offline", offline) if offline is not None else ()
    loads = selection.loads("--load", load or [])
    moment = selection.moment("--at", at)
    way = selection.policy("--policy", policy)
    if selection.problems:
        refuse(selection.problems)
    from evsite.allocation.api import allocate
    from evsite.allocation.policies import policy_named

    policies = [way] if way else [group.policy for group in site.groups.values()]
    if order is not None and not any(policy_named(name).in_order for name in policies):
        remark("--order changes nothing here: no group is first come, first served (--policy fcfs)")
    if accepts and accepts.keys().isdisjoint(in_use):
        remark("--accept changes nothing here: none of its ports is in use")
    allocation = allocate(
        site, occupied=in_use, accept_a=accepts, order=queue, policy=way, at=moment, offline=unreached, loads=loads
    )
    if format == "json":
        from evsite.output.json.documents import allocation_document
        from evsite.output.json.writer import pieces

        write(pieces(allocation_document(site, allocation)))
        return
    from evsite.output.text.allocation import render_allocation

    write([render_allocation(site, allocation, look_of(sys.stdout, color), every=every)])
