"""`python -m genstudio`: the same door as the `genstudio` command."""

from __future__ import annotations

import sys

from genstudio.cli import main

if __name__ == "__main__":
    sys.exit(main())
