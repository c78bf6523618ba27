"""Tests, a folder for each package of the code; journeys are whole jobs, browser a real browser."""

import os

# A worker of pytest-xdist is told a width, and a console made under it would keep that for ever.
os.environ.pop("COLUMNS", None)
