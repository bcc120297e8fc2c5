"""`evsite report`: the numbers of a site."""

import sys
from typing import Annotated

import typer

from evsite.cli.options import Color, Every, Moment, Plot, SiteFile, TextOrJson, Vehicles


def command(
    file: SiteFile,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    conductors: Annotated[
        bool, typer.Option("--conductors", help="Propose the smallest conductors that pass, run by run.")
    ] = False,
    at: Moment = None,
    vehicles: Vehicles = None,
    plot: Plot = False,
    every: Every = False,
    color: Color = "auto",
) -> None:
    """The numbers of a site: sharing groups, oversubscription, worst cases, and the findings in short."""
    from evsite.cli.console import terminal_of, write, write_json
    from evsite.cli.files import at_moment, read_loaded
    from evsite.cli.selection import mix_of, refuse_plot
    from evsite.output.located import CheckedFile

    refuse_plot(plot=plot, format_given=format, others={"--vehicles": vehicles is not None, "--conductors": conductors})
    loaded = read_loaded(file, color)
    site = loaded.site
    now = at_moment(site, at)
    mix = mix_of("--vehicles", vehicles)
    from evsite.allocation.fallback import fallbacks_a
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.cli.progress import progress
    from evsite.rules import check_loaded
    from evsite.studies.headline import headline
    from evsite.studies.site_report import report
    from evsite.studies.week import week_report

    analysis = SiteAnalysis(site)
    # the text shows no ways out, and to work them out takes most of the time of a large site
    found = check_loaded(loaded, analysis=analysis, shown=format == "json")
    with progress("working out the report") as on_progress:
        figures = report(now, on_progress, fallbacks_a(site), mix, found.records)
    short = headline(now, figures, found.findings, analysis)
    week = week_report(site) if at is None else None
    checked = CheckedFile(loaded.document, found.findings, found.ignored, found.untried, found.records)
    if format == "json":
        from evsite.output.json.documents import report_document

        proposals = None
        if conductors:
            from evsite.studies.conductors import propose_conductors

            proposals = propose_conductors(site)
        write_json(report_document(now, checked, figures, short, at=at, week=week, conductors=proposals))
        return
    terminal = terminal_of(sys.stdout, color)
    if plot or conductors:
        from evsite.output.text.bars import within_width
        from evsite.output.text.verdict import render_verdict

        shown = within_width(terminal) if plot and terminal.width is not None else terminal
        verdict = render_verdict(now, short, figures, checked, shown, by_hour=week is not None)
    if plot:
        from evsite.output.text.charts import render_report_plot
        from evsite.studies.charts.site_charts import site_charts

        write([render_report_plot(now, site_charts(site, now), terminal, at, every=every, verdict=verdict)])
        return
    if conductors:
        from evsite.output.text.conductors import render_conductors
        from evsite.studies.conductors import propose_conductors

        write([render_conductors(site, propose_conductors(site), terminal, verdict=verdict)])
        return
    from evsite.output.text.report import render_report

    write([render_report(now, figures, checked, short, terminal, every=every, at=at, week=week)])
