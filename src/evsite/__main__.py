"""The program `evsite`: the one place that ends the process, whatever happens."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> "NoReturn":
    """Run the command line and exit with its code."""
    from evsite.cli.guard import guarded

    sys.exit(guarded(sys.argv[1:]))


if __name__ == "__main__":
    main()
