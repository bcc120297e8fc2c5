"""`evsite diagnose`: why vehicles charge slowly, why a port gives nothing, why power sharing is not enabled."""

import sys
from typing import Annotated, Literal

import typer

from evsite.cli import completion
from evsite.cli.options import Accept, Color, Every, Moment, Occupied, Offline, Order, OtherLoads, SiteFile, TextOrJson


def command(  # noqa: PLR0917 - options of a command are its parameters
    file: SiteFile,
    symptom: Annotated[
        Literal["slow", "zero", "not-enabled"] | None,
        typer.Option(
            help="A driver charges slower than expected, a port gives nothing, or power sharing is not shown as "
            "enabled; all three without it."
        ),
    ] = None,
    port: Annotated[
        str | None,
        typer.Option(
            "--port",
            metavar="NAMES",
            help="The ports that it is about: a list of ports, stations and groups, S1.1; every port without it.",
            autocompletion=completion.ports_or_all,
        ),
    ] = None,
    occupied: Occupied = None,
    accept: Accept = None,
    order: Order = None,
    at: Moment = None,
    offline: Offline = None,
    load: OtherLoads = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    every: Every = False,
    color: Color = "auto",
) -> None:
    """Why vehicles charge slowly, why a port gives nothing, or why power sharing is not enabled, and what to change.

    With --port, --at or another option of evsite allocate it also shows what ports get at that moment.
    """
    from evsite.cli.console import refuse, terminal_of, write, write_json
    from evsite.cli.files import read_loaded
    from evsite.cli.selection import Selection

    loaded = read_loaded(file, color)
    site = loaded.site
    selection = Selection(site)
    requested_ports = selection.ports("--port", port)
    moment = selection.moment(occupied, accept, order, at, offline, load)
    if selection.problems:
        refuse(selection.problems)
    from evsite.cli.progress import progress
    from evsite.studies.diagnosis.case import case_of
    from evsite.studies.diagnosis.diagnose import diagnose
    from evsite.studies.diagnosis.results import SYMPTOMS

    case = None
    if any(each is not None for each in (port, occupied, accept, order, at, offline, load)):
        about = moment.occupied if requested_ports is None else requested_ports
        case = case_of(site, about, **moment._asdict())
    with progress("looking for causes") as on_progress:
        found = diagnose(
            loaded,
            symptoms=SYMPTOMS if symptom is None else (symptom,),
            ports=requested_ports,
            case=case,
            on_progress=on_progress,
        )
    if format == "json":
        from evsite.output.json.diagnosis import diagnosis_document

        write_json(diagnosis_document(site, found))
        return
    from evsite.output.text.diagnosis import render_diagnosis

    write([render_diagnosis(site, found, terminal_of(sys.stdout, color), every=every)])
