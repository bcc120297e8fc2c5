"""A site and its regular installation as Markdown, for comments and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.markdown_cells import cell, row
from evsite.output.text.driver_lines import INSTALLATIONS, driver_lines, drivers_summary
from evsite.output.text.names import positions
from evsite.output.text.regular_drivers import cost_sentences, driver_rows, typical_sentence
from evsite.output.text.regular_headline import headline, reservations
from evsite.output.text.regular_rows import compared_rows, feet_sentence
from evsite.words import NOTICE

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.comparison.regular_results import RegularComparison


def regular_markdown(site: Site, compared: RegularComparison) -> str:
    """A heading, the comparison in a sentence, and its tables."""
    lines = [f"## {cell(compared.site)}: a regular installation and power sharing", "", cell(headline(compared)), ""]
    for line in reservations(compared):
        lines += [f"> {cell(line)}", ""]
    lines += [row(["", "regular", "with sharing", "less"]), row(["---", "---:", "---:", "---:"])]
    lines += [row(cell(value) for value in each) for each in compared_rows(compared)]
    note = feet_sentence(compared)
    lines += ["", cell(note)] if note else []
    rows, left = driver_rows(compared, positions(site.ports))
    if rows:
        heads = ["ports", "number", "at V", "regular A", "kW", "guaranteed A", "kW", "mi/h", "proof"]
        lines += ["", "### What a driver gets", "", row(heads), row(["---", *["---:"] * 7, "---"])]
        lines += [row(cell(value) for value in each) for each in rows]
        lines += ["", *(cell(line) for line in (left, *typical_sentence(compared)) if line)]
    if compared.premise is not None:
        lines += ["", cell(f"The guarantees assume that {compared.premise}.")]
    if compared.real_drivers is not None:
        lines += ["", "### The same drivers in both", "", cell(drivers_summary(compared.real_drivers)), ""]
        lines += [f"- {cell(line)}" for line in driver_lines(compared.real_drivers, INSTALLATIONS)]
    lines += [f"\n{cell(line)}" for line in cost_sentences(compared)]
    lines += ["", "### The regular installation", ""]
    lines += [f"{number}. {cell(line)}" for number, line in enumerate(compared.definition, start=1)]
    return "\n".join([*lines, "", cell(NOTICE)]) + "\n"
