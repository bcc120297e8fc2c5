"""`evsite rules`: all rules in a list, as a page, or what jurisdictions ask for."""

import sys
from typing import Annotated, Literal

import typer

from evsite.cli.options import Color


def command(
    format: Annotated[  # noqa: A002 - the name of the option
        Literal["text", "json", "markdown"],
        typer.Option("--format", help="Text for people, JSON for programs, or Markdown with everything on one page."),
    ] = "text",
    profiles: Annotated[
        bool, typer.Option("--profiles", help=r"List the profiles of jurisdictions instead, for \[site] profile.")
    ] = False,
    color: Color = "auto",
) -> None:
    """List all rules; `evsite explain CODE` shows what one of them asks."""
    from evsite.cli.console import terminal_of, write, write_json

    if profiles:
        from evsite.codebook.profiles import profiles as named

        if format == "json":
            from evsite.output.json.reference import profiles_document

            write_json(profiles_document(named().values()))
            return
        from evsite.output.text.profiles import render_profiles, render_profiles_page

        every = list(named().values())
        if format == "markdown":
            write([render_profiles_page(every)])
        else:
            write([render_profiles(every, terminal_of(sys.stdout, color))])
        return
    from evsite.output.topics import all_topics

    topics = all_topics().values()
    if format == "json":
        from evsite.output.json.reference import rules_document

        write_json(rules_document(topics))
        return
    if format == "markdown":
        from evsite.codebook.profiles import profiles as named
        from evsite.output.text.rules_page import render_page

        write([render_page(list(topics), list(named().values()))])
        return
    from evsite.output.text.explain import render_rules

    write([render_rules(topics, terminal_of(sys.stdout, color))])
