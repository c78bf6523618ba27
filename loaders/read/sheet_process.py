"""Reads one sheet of a workbook (.xlsx, .xls, .ods) and writes its cells to standard output, as JSON, many rows a line.

Run as a program of its own by ``bounded.py``. Imports nothing of the project but its own parts. Nothing is calculated:
a formula has the value that the program which saved the workbook kept for it, or ``{"fault": "formula"}`` where it kept
none.
"""

import sys

from loaders.read.sheet_ods import read_ods
from loaders.read.sheet_xls import read_xls
from loaders.read.sheet_xlsx import read_xlsx

if __name__ == "__main__":
    {".xlsx": read_xlsx, ".xls": read_xls, ".ods": read_ods}[sys.argv[1]](sys.argv[2], sys.argv[3] or None)
