"""The program `evsite`: the one place that ends the process, whatever happens."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> "NoReturn":
    """Run the command line and exit with its code.

    An interrupt while the first modules are imported ends as one later does, in a line and exit code 130.
    """
    try:
        import gc

        from evsite.cli.guard import guarded

        # a large site is many objects and hardly any circles: looking for these often takes a quarter of a check, and
        # once for every two million objects bounds what a run can leave behind
        gc.set_threshold(2_000_000, 10, 10)
        code = guarded(sys.argv[1:])
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write("evsite: interrupted\n")
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
