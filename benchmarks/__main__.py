"""Which benchmarks are there? `make bench` runs the participant's; each can be run by itself."""

from __future__ import annotations

import sys

from benchmarks.participant import main

if __name__ == "__main__":
    sys.exit(main())
