"""The random sites of the tests of sharing serve here as well."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "sharing"))
