"""`evsite table`: every number of vehicles."""

import sys
from typing import Annotated

import typer

from evsite.cli.options import Color, Moment, Plot, SiteFile, TextOrJson, Vehicles


def command(
    file: SiteFile,
    upto: Annotated[int | None, typer.Option(metavar="N", min=1, help="Stop at this number of vehicles.")] = None,
    at: Moment = None,
    vehicles: Vehicles = None,
    plot: Plot = False,
    every: Annotated[
        bool, typer.Option("--all", help="Every row, or every bar of --plot, also on a big site.")
    ] = False,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """What vehicles get for every number of them, in the worst, balanced and best places."""
    from evsite.cli.console import terminal_of, write, write_json
    from evsite.cli.files import at_moment, read_site
    from evsite.cli.selection import mix_of, refuse_plot

    refuse_plot(plot=plot, format_given=format, others={"--vehicles": vehicles is not None})
    site = at_moment(read_site(file, color), at)
    mix = mix_of("--vehicles", vehicles)
    from evsite.allocation.premises import control_notes
    from evsite.proofs.occupancy import all_rows, occupancy_table, rows_to_show
    from evsite.studies.vehicles import listed_vehicles, mix_table

    if plot:
        from evsite.output.text.charts import render_table_plot
        from evsite.studies.charts.vehicles import vehicles_chart

        chart = vehicles_chart(site, occupancy_table(site, upto=upto))
        terminal = terminal_of(sys.stdout, color)
        write([render_table_plot(site, chart, terminal, at, control_notes(site), every=every)])
        return
    notes, listed = control_notes(site), listed_vehicles(site)
    shown = (all_rows if every else rows_to_show)(site, upto=upto)
    mixed = None if mix is None else mix_table(site, mix, [row.balanced.placement for row in shown.rows])
    if format == "json":
        from evsite.output.json.occupancy import occupancy_document

        write_json(occupancy_document(site, shown, notes, at, vehicles=listed, mix=mixed))
        return
    from evsite.output.text.occupancy import render_occupancy

    terminal = terminal_of(sys.stdout, color)
    write([render_occupancy(site, shown, terminal, at, notes, vehicles=listed, mix=mixed)])
