"""Writes every file of the corpus into a folder of its own: ``python -m tests.loaders.corpus FOLDER``."""

import sys
from pathlib import Path

from tests.loaders.corpus.files import MAKERS

for name, make in MAKERS.items():
    folder = Path(sys.argv[1], name)
    folder.mkdir(parents=True)
    sys.stdout.write(f"{make(folder)}\n")
