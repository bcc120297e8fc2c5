"""`evsite schema`: the JSON Schema of the site file."""


def command() -> None:
    """Print the JSON Schema of the site file.

    Editors read it from the first line of a site file: #:schema ./site.schema.json
    """
    import json

    from evsite.cli.console import write
    from evsite.sitefile.schema import site_schema

    write([json.dumps(site_schema(), indent=2), "\n"])
