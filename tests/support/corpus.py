"""Real articles, in a folder beside the project that not everyone has; CORPUS names another.

Tests that need them are marked `corpus`, and are skipped if the folder has no such files.
"""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")
FILES = sorted(FOLDER.glob("*.md"))

# A test's parameters: each file, or in place of all of them the folder, for the test to be told of as left out.
PARAMETERS = [pytest.param(file, marks=pytest.mark.corpus) for file in FILES or [FOLDER]]
