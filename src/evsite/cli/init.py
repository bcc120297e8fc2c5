"""`evsite init`: a site file to start from."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pathlib import Path


def command(
    path: Annotated[
        str, typer.Argument(metavar="PATH", help="The file to write, a folder for its site.toml, or - for the screen.")
    ] = "site.toml",
) -> None:
    """Write a commented site file to start from; a file that is there is never overwritten."""
    from pathlib import Path

    from evsite.cli.console import refuse, remark, write
    from evsite.design.starter import starter_text

    if path == "-":
        write([starter_text()])
        return
    target = Path(path)
    if target.is_dir():
        target /= "site.toml"
    try:
        _write_new(target, starter_text())
    except FileExistsError:
        refuse([f"{target} is there already and is left as it is; give another name, or move it away"])
    except OSError as error:
        refuse([f"cannot write {target}: {error.strerror}"])
    remark(f"wrote {target}; next: evsite check {target}")


def _write_new(target: "Path", text: str) -> None:
    """Write a file whole or not at all, and never over another one, whoever writes at the same time."""
    import os

    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with draft.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        try:
            target.hardlink_to(draft)  # unlike a rename, fails where there is a file already
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            with target.open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
    finally:
        draft.unlink(missing_ok=True)
