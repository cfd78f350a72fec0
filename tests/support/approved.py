"""Files that hold what was read and approved."""

import os
from pathlib import Path


def assert_approved(text: str, file: Path) -> None:
    """The text is what the file holds; with REGENERATE=1 in the environment it is what the file holds from now on."""
    if os.environ.get("REGENERATE"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
