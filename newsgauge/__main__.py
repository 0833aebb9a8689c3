"""`python -m newsgauge`."""

import sys

from newsgauge.cli import main

if __name__ == "__main__":
    sys.exit(main())
