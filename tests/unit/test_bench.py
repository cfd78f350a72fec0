"""The benchmarks' own arithmetic, and the document that they write into."""

import xml.etree.ElementTree as ET
from functools import partial

import pytest
from articles.local.errors import LocalError

from bench import measure, plot, report
from bench.__main__ import PARTS


def test_each_part_has_its_place_in_the_document() -> None:
    document = report.FILE.read_text()
    for part in PARTS:
        replaced = report.replace_part(document, part, "Found.")
        assert f"<!-- begin {part} -->\n\nFound.\n\n<!-- end {part} -->" in replaced
        assert report.replace_part(replaced, part, "Found.") == replaced


def test_a_part_without_a_place_is_an_error() -> None:
    with pytest.raises(LocalError, match="no <!-- begin other -->"):
        report.replace_part("<!-- begin other --> <!-- end other -->", "other", "Found.")


def test_steps_take_turns_and_the_first_round_is_not_counted() -> None:
    calls: list[str] = []

    def step(name: str) -> float:
        calls.append(name)
        return len(calls)

    samples = measure.in_turns({name: partial(step, name) for name in ("a", "b")}, rounds=2)
    assert calls == ["a", "b"] * 3
    assert samples == {"a": [3, 5], "b": [4, 6]}


def test_a_ratio_is_the_median_of_the_ratios_of_each_round() -> None:
    found = measure.ratio([1, 4, 30], [1, 2, 10])
    assert found == measure.Spread(1.5, 2, 2.5)
    assert f"{found:.1f}" == "2.0 (1.5 to 2.5)"


@pytest.mark.parametrize(("power", "expected"), [(0, 0), (1, 1), (0.5, 0.5)])
def test_a_slope_is_the_power_of_growth(power: float, expected: float) -> None:
    sizes = [100, 1000, 10_000]
    assert measure.slope(sizes, [7 * size**power for size in sizes]) == pytest.approx(expected)


@pytest.mark.parametrize(
    "svg",
    [
        plot.bars("Title & more", "ms", {"ours": 1.5, "<theirs>": 20}),
        plot.lines("Title & more", "N", "ms", {"ours": {1: 2, 10: 3}, "<theirs>": {1: 2, 10: 300}}),
    ],
    ids=["bars", "lines"],
)
def test_a_plot_is_well_formed_and_names_what_it_shows(svg: str) -> None:
    texts = [element.text for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert {"Title & more", "ours", "<theirs>"} <= set(texts)


def test_what_grows_rises_and_what_is_flat_does_not() -> None:
    svg = plot.lines("Title", "N", "ms", {"flat": {1: 2, 10: 2}, "growing": {1: 2, 10: 20}})
    flat, growing = (
        [float(point.partition(",")[2]) for point in line.attrib["points"].split()]
        for line in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}polyline")
    )
    assert flat[0] == flat[1] == growing[0]
    assert growing[1] < growing[0]  # up is less, in SVG
