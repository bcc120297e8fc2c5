"""What an editor shows of the key, name or value under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.lsp.facts import facts
from evsite.lsp.key_routes import place_of, topic_at
from evsite.lsp.site_names import REFERENCES
from evsite.model.catalog import Catalog
from evsite.output.key_markdown import KEYS_ADDRESS, key_anchor, key_takes, key_title
from evsite.output.markdown_cells import documentation_text, running_text
from evsite.output.rule_addresses import rule_address
from evsite.output.topics import all_topics
from evsite.toml_text import header
from evsite.words import count

if TYPE_CHECKING:
    from evsite.lsp.cursor import Cursor
    from evsite.lsp.site_names import SiteNames
    from evsite.model.finding import Path
    from evsite.model.site import Site
    from evsite.studies.results import SiteReport

WAITING = "Figures follow when they are worked out: ask again."
OUTDATED = "Figures of the text as it was last read as a site."

_OF_THE_THING = {"limit", "main", "rating", "breaker", "count", "on"}
"""Keys that say what a thing may draw or carry: its figures are shown beside them."""


def subject(cursor: Cursor, names: SiteNames) -> Path:
    """The route of the table whose figures belong to what stands at a place; empty where there are none.

    Behind it stands the name of the one thing that is meant, where a name says which of a table.
    """
    if cursor.kind == "value":
        sections = REFERENCES.get(place_of(cursor.route) or (), ())
        table = next(iter(names.tables_of(cursor.word, sections)), ())
        return (*table, cursor.word) if table else ()
    route = cursor.route
    if cursor.kind == "header":
        return cursor.opens[:1] if cursor.opens[:1] == ("site",) else cursor.opens[:2]
    told = cursor.kind == "key" and len(route) == 3 and route[2] in _OF_THE_THING
    return route[:2] if told else ()


def hover_text(cursor: Cursor, names: SiteNames, figures: str) -> str:
    """The text for a place, as Markdown; empty where there is nothing to say.

    Parameters
    ----------
    cursor
        What stands there.
    names
        The names of the file.
    figures
        What is computed of it, from `figures_text`.
    """
    if cursor.kind == "nothing":
        return ""
    told = _of_value(cursor, names) if cursor.kind == "value" else ""
    return "\n\n".join(part for part in (told or _of_key(cursor.route), figures) if part)


def figures_text(site: Site, report: SiteReport, table: Path, *, outdated: bool) -> str:
    """What is computed of the thing that a table describes, with what that rests on; empty where nothing is."""
    lines = facts(site, report, table)
    if not lines:
        return ""
    parts = ["\n".join(f"- {line}" for line in lines)]
    if report.premise is not None and any("guaranteed" in line for line in lines):
        parts.append(f"As long as {running_text(report.premise)}.")
    return "\n\n".join([*parts, OUTDATED] if outdated else parts)


def _of_key(route: Path) -> str:
    topic, place = topic_at(route), place_of(route)
    if topic is None or place is None:
        return ""
    lines = [key_title(topic), key_takes(topic, KEYS_ADDRESS)]
    if topic.key.descriptive:
        lines.append("Describes only: no finding and no figure depends on it.")
    elif topic.rules and not topic.key.keys:
        lines.append(f"Read by {', '.join(f'[{rule.code}]({rule_address(rule.code)})' for rule in topic.rules)}.")
    lines.append(f"[All keys]({KEYS_ADDRESS}#{key_anchor(place)})")
    return "\n\n".join(lines)


def _of_value(cursor: Cursor, names: SiteNames) -> str:
    """What a code, a model or a name stands for; empty for other values, of which the key says enough."""
    place = place_of(cursor.route)
    if place == ("ignore", "*", "rule"):
        word = cursor.word.strip().casefold()
        topic = next((each for each in all_topics().values() if word in {each.code.casefold(), each.name}), None)
        if topic is None:
            return ""
        head = f"**[{topic.code}]({rule_address(topic.code)})** {topic.name}: {documentation_text(topic.title)}"
        return "\n\n".join([head, documentation_text(topic.asks), documentation_text(topic.why)])
    if place in {("stations", "*", "model"), ("catalog", "*", "base")}:
        model = Catalog().find(cursor.word)
        if model is None:
            return ""
        ports = "" if model.ports is None else f", {count(model.ports, 'port')}"
        about = f"{running_text(f'{model.maker} {model.name}'.strip())}{ports}"
        return f"**{running_text(model.id)}**: {about}; `evsite catalog {model.id}` tells more"
    if place is not None and place in REFERENCES:
        table = next(iter(names.tables_of(cursor.word, REFERENCES[place])), None)
        if table is not None:
            return f"**{running_text(cursor.word)}** of `{header(*map(str, table))}`"
    return ""
