"""`evsite portfolio`: many sites at once."""

from typing import Annotated

import typer

from evsite.cli.console import Threshold
from evsite.cli.options import Color, TextOrJson

_ENGINE = "Where it is worked out"


def command(  # noqa: PLR0917 - options of a command are its parameters
    sites: Annotated[
        list[str],
        typer.Argument(
            metavar="DIR|LIST",
            help="Folders (every site.toml and *.site.toml below), site files, or lists of them as CSV: "
            "columns site, sessions, trips and tariff.",
        ),
    ],
    do: Annotated[
        str,
        typer.Option(
            "--do", metavar="STUDIES", help="What to work out: check, report, simulate, fleet, package, with commas."
        ),
    ] = "check",
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            metavar="FOLDER",
            help="Keep the lines and write JSON, CSV and a page in this folder.",
        ),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Local time of sessions and trips, like America/Los_Angeles or -08:00."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            metavar="N",
            min=0,
            help="Processes; as many as there are cores without it. 0 works in this process, without --timeout.",
            rich_help_panel=_ENGINE,
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Work on the cluster of this scheduler of Dask, tcp://host:8786, in place of processes here.",
            rich_help_panel=_ENGINE,
        ),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(metavar="S", min=0.001, help="Give up a site after so many seconds.", rich_help_panel=_ENGINE),
    ] = None,
    retry_failed: Annotated[
        bool,
        typer.Option(
            "--retry-failed",
            help="Try sites again that crashed or took too long in an earlier run.",
            rich_help_panel=_ENGINE,
        ),
    ] = False,
    fail_on: Annotated[
        Threshold,
        typer.Option(
            metavar="SEVERITY",
            help="Exit with 1 when there is a finding of this severity or a graver one: "
            "error, warning, info, or never.",
        ),
    ] = "error",
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """Thousands of sites: findings by code, the worst sites, how their figures are spread.

    With --out each site leaves a line as soon as it is done, and a later run does only what is new or has changed.

    Exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage, 3 a file that cannot be read or written.
    """
    from evsite.cli.portfolio_run import EngineOptions, run

    engine = EngineOptions(jobs, scheduler, timeout, retry_failed)
    raise typer.Exit(run(sites, do, zone, out, engine, fail_on, color, as_json=format == "json"))
