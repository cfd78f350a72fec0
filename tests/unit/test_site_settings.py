"""The settings of a folder of articles, and where they are looked for."""

import os
from pathlib import Path

import pytest
from articles.local.errors import LocalError
from articles.local.site_settings import folder_of, load_site
from articles.publishing.reading.site import SiteFile
from articles.publishing.rendering.settings import Settings, settings_of

ROOT = Path(__file__).parents[2]
URL = "https://www.example.org"


def test_a_folder_without_settings_has_the_defaults(tmp_path: Path) -> None:
    assert load_site(tmp_path) == SiteFile()
    assert settings_of(load_site(tmp_path), URL) == Settings("Articles", URL, "UTC", "Editors")


def test_settings_are_read_and_what_is_not_set_has_its_default(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("name: Mine\nurl: https://example.org\ntime_zone: Europe/Berlin\n")
    assert settings_of(load_site(tmp_path), URL) == Settings("Mine", URL, "Europe/Berlin", SiteFile().author)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("unknown: x\ntime_zone: Mars/Olympus", ":2:12: Mars/Olympus is not a time zone"),
        ("- name", ":1:1: There must be keys"),
        ("name: [a\nb: c", "The bracket that begins here"),
        ("name: " + "[" * 5000, "at most 10 levels deep"),
        (f"# {'x' * 65536}", "more than 65,536 bytes"),
        ("name: \x1b", "control character"),
    ],
)
def test_what_is_wrong_is_said_with_the_name_of_the_file(tmp_path: Path, written: str, message: str) -> None:
    (tmp_path / "site.yaml").write_text(written)
    with pytest.raises(LocalError, match=message) as caught:
        load_site(tmp_path)
    assert str(caught.value).startswith(str(tmp_path / "site.yaml"))


def test_settings_that_are_no_file_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "site.yaml")
    with pytest.raises(LocalError, match="it is a pipe"):
        load_site(tmp_path)
    (tmp_path / "site.yaml").unlink()
    (tmp_path / "site.yaml").symlink_to("nowhere.yaml")
    with pytest.raises(LocalError, match="No such file"):
        load_site(tmp_path)


def test_a_file_belongs_to_the_nearest_folder_above_it_that_has_settings(tmp_path: Path) -> None:
    folder = tmp_path / "content" / "maths" / "deep"
    folder.mkdir(parents=True)
    (tmp_path / "content" / "site.yaml").write_text("name: Outer")
    assert load_site(folder_of(folder / "a.md")).name == "Outer"
    (folder / "site.yaml").write_text("name: Inner")
    assert load_site(folder_of(folder / "a.md")).name == "Inner"
    assert load_site(folder_of(folder.parent / "a.md")).name == "Outer"


def test_the_settings_of_the_samples_can_be_read() -> None:
    assert load_site(ROOT / "content").name == "Articles"
