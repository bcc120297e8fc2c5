"""`evsite schema`: the JSON Schema of the site file, or of what a command writes."""

import json
from typing import Annotated, Literal

import typer


def command(
    output: Annotated[
        Literal[
            "check",
            "report",
            "allocate",
            "table",
            "compare-policies",
            "diagnose",
            "simulate",
            "fleet",
            "portfolio",
            "export-ocpp",
            "compare",
            "load-study",
            "draw",
            "schedule",
            "load-calc",
            "as-built",
            "labels",
            "bom",
            "chart",
            "size",
            "explain",
            "rules",
            "catalog",
        ]
        | None,
        typer.Option(
            metavar="COMMAND", help="The schema of what this command, check or another, writes with --format json."
        ),
    ] = None,
) -> None:
    """Print the JSON Schema of the site file, or with --output that of what a command writes as JSON.

    Editors find it by the first line of a site file: the one that evsite init writes, or #:schema ./site.schema.json
    """
    from evsite.cli.console import write

    if output is not None:
        from evsite.output.json.schemas import output_schema

        write([json.dumps(output_schema(output), indent=2), "\n"])
        return
    from evsite.sitefile.schema import site_schema

    write([json.dumps(site_schema(), indent=2), "\n"])
