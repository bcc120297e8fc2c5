"""The program `evsite`: the one place that ends the process, whatever happens."""

import gc
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> "NoReturn":
    """Run the command line and exit with its code."""
    from evsite.cli.guard import guarded

    # a large site is many objects and hardly any circles: looking for these often takes a quarter of a check
    gc.set_threshold(20_000, 50, 100)
    sys.exit(guarded(sys.argv[1:]))


if __name__ == "__main__":
    main()
