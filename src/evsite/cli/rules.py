"""`evsite rules`: all rules in a list."""

from evsite.cli.options import Color, TextOrJson


def command(
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """List all rules; `evsite explain CODE` tells what one of them asks."""
    import sys

    from evsite.cli.console import look_of, write
    from evsite.output.topics import all_topics

    topics = all_topics().values()
    if format == "json":
        from evsite.output.json_documents import rules_document
        from evsite.output.json_writer import pieces

        write(pieces(rules_document(topics)))
        return
    from evsite.output.explain_text import render_rules

    write([render_rules(topics, look_of(sys.stdout, color))])
