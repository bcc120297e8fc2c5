"""`evsite init`: a site file to start from."""

from typing import Annotated

import typer


def command(
    path: Annotated[
        str, typer.Argument(metavar="PATH", help="The file to write, a folder for its site.toml, or - for the screen.")
    ] = "site.toml",
) -> None:
    """Write a commented site file to start from; a file that is there is never overwritten."""
    from evsite.cli.console import refuse, remark, write
    from evsite.cli.outputs import Outputs, create_file, site_target
    from evsite.sitefile.starter import starter_text

    if path == "-":
        write([starter_text()])
        return
    target = site_target(path)
    outputs = Outputs([target], screen=False)
    if outputs.problems:
        refuse(outputs.problems)
    if not create_file(target, [starter_text()]):
        refuse([f"{target} is there already and is left as it is; give another name, or move it away"])
    remark(f"wrote {target}; next: evsite check {target}")
