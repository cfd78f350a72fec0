"""The sites of examples/ are complete and without a problem; tests/pages/check.py looks at their pages."""

from pathlib import Path

import pytest
from articles.local.cli import articles
from articles.publishing.reading.site import SiteFile, parse_site
from click.testing import CliRunner

SITES = [Path(__file__).parents[2] / "examples" / name for name in ("knowledge-base", "magazine")]


@pytest.mark.parametrize("site", SITES, ids=lambda folder: folder.name)
def test_an_example_has_no_problem(site: Path) -> None:
    result = CliRunner().invoke(articles, ["check", str(site)])
    assert result.exit_code == 0, result.output
    assert "0 errors, 0 warnings" in result.output


@pytest.mark.parametrize("site", SITES, ids=lambda folder: folder.name)
def test_an_example_has_a_name_a_look_and_pictures(site: Path) -> None:
    file = parse_site((site / "site.yaml").read_bytes())
    assert file.name != SiteFile().name
    assert file.colors != SiteFile().colors
    assert file.navigation
    assert [*site.rglob("*.webp")]
