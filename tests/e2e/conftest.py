"""A local stack that has published the sample articles, for all end-to-end tests; or with --stack a deployed one."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.site import Site, deployed_site, local_site
from tests.support.stack import Stack

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample articles."""
    folder = tmp_path_factory.mktemp("site") / "content"
    shutil.copytree(CONTENT, folder)
    return folder


@pytest.fixture(scope="session")
def stack(content: Path) -> Iterator[Stack]:
    """A local stack that has published the sample articles."""
    stack = Stack(content)
    try:
        for file in content.rglob("*.md"):
            if "assets" not in file.parts:
                url = re.search(r"^url: (\S+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
                assert url, f"{file} has no url on a line of its own"
                stack.wait_for(rf"published  {re.escape(url[1])} \(\d+ ms\)")
        yield stack
    finally:
        stack.end()


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """The site of the deployed stack that is to be tested, else of the local stack, which is started for it."""
    name = request.config.getoption("--stack")
    site = deployed_site(name) if name else local_site(request.getfixturevalue("stack"))
    try:
        yield site
    finally:
        site.remove_all()
        site.close()
