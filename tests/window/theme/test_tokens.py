"""Every theme can be read by everybody, and its style sheet is whole."""

import re

import pytest

from console.resource_files import resource_path
from console.ui.theme.tokens import ThemeName, contrast, load

PAIRS = [
    pytest.param(name, ground, text, id=f"{name}-{text}-on-{ground}")
    for name in ThemeName
    for ground, texts in load(name).text_on.items()
    for text in texts
]


@pytest.mark.parametrize(("name", "ground", "text"), PAIRS)
def test_text_on_its_ground_passes_wcag_aa(name: ThemeName, ground: str, text: str) -> None:
    colours = load(name).colours
    ratio = contrast(colours[text], colours[ground])
    assert ratio >= 4.5, f"{text} on {ground} in {name}: {ratio:.2f}"


@pytest.mark.parametrize("name", list(ThemeName))
def test_focus_line_stands_out_from_every_surface(name: ThemeName) -> None:
    colours = load(name).colours
    for ground in ("window", "surface", "raised", "hover"):
        assert contrast(colours["accent"], colours[ground]) >= 3.0


def test_contrast_agrees_with_the_examples_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#FFFFFF", "#FFFFFF") == pytest.approx(1.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


def test_both_themes_have_the_same_tokens() -> None:
    assert load(ThemeName.LIGHT).colours.keys() == load(ThemeName.DARK).colours.keys()


@pytest.mark.parametrize("name", list(ThemeName))
def test_every_text_that_the_template_colours_is_measured(name: ThemeName) -> None:
    """A `color:` in the template is a token that some measured pair names as text."""
    template = resource_path("themes", "template.qss").read_text(encoding="utf-8")
    used = set(re.findall(r"(?<![-\w])color:\s*\$(\w+)", template))
    measured = {text for texts in load(name).text_on.values() for text in texts} | {"accent_hover"}
    assert used <= measured


@pytest.mark.parametrize("name", list(ThemeName))
def test_style_sheet_leaves_no_token_open(name: ThemeName) -> None:
    sheet = load(name).sheet()
    assert "$" not in sheet.split("*/", 1)[1]
    assert load(name).colours["accent"] in sheet
