"""`evsite catalog` for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.stated import unseen_words
from evsite.output.text import figures
from evsite.output.text.tables import Column, Table
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.catalog import StationModel
    from evsite.output.text.terminal_style import TerminalStyle


def render_catalog(models: Sequence[StationModel], terminal: TerminalStyle) -> str:
    """The stations, one a line; and how each is known."""
    table = Table(
        [
            Column("model"),
            Column("maker", drop=2),
            Column("ports", "right"),
            Column("port A", "right", title="most per port, A"),
            Column("kW", "right", title="DC output, kW"),
            Column("breaker A", "right"),
            Column("least A", "right", drop=1),
            Column("name", cut="end", drop=3),
            Column("known", title="how it is known"),
        ]
    )
    for model in models:
        table.add(
            model.id,
            model.maker,
            "-" if model.ports is None else str(model.ports),
            _amps(model.port_max_a),
            "" if model.dc_kw is None else figures.trimmed(model.dc_kw, 2),
            _amps(model.breaker_a),
            _amps(model.min_a),
            model.name,
            _known(model),
        )
    words = (
        f"{count(len(models), 'model')}; known: source = read in a document, partly = some figures only, unsure = from "
        "general knowledge, confirm it first"
    )
    paragraphs = [words, *_unread(models[0]), *_sharing(models[0])] if len(models) == 1 else [words]
    return "\n\n".join([table.render(terminal), *map(terminal.prose, paragraphs)]) + "\n"


def _known(model: StationModel) -> str:
    """How the figures of a model are known: all of them, some, or none were read in a document."""
    if not model.unseen_values:
        return "source"
    return "partly" if model.as_read().rated else "unsure"


def _unread(model: StationModel) -> list[str]:
    """The figures of a model not confirmed in a document."""
    return [f"not read in a document: {unseen_words(model.unseen_values)}"] if model.unseen_values else []


def _sharing(model: StationModel) -> list[str]:
    """How stations of a model share power, and how many of them, where a source states it."""
    parts = [f"shares power by {model.sharing_method}"] if model.sharing_method else []
    parts += [f"most in one group: {model.most_in_group}"] if model.most_in_group else []
    return ["; ".join(parts)] if parts else []


def _amps(value: float | None) -> str:
    return "-" if value is None else figures.trimmed(value, 2)
