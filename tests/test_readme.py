"""What the README shows must be what the program does."""

import re

from bot.content.drawing import mermaid
from bot.content.library import Library
from bot.settings import ROOT, Settings


def test_the_drawing_in_the_readme_is_the_flow_as_it_is(library: Library) -> None:
    drawn = mermaid(library.script, library.script.flows["warm_up"])
    assert f"```mermaid\n{drawn}```" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_file_that_a_guide_points_to_is_there() -> None:
    guides = [ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("*/README.md")]
    links = [(guide, link) for guide in guides for link in re.findall(r"\]\(([^)#]+)", guide.read_text(encoding="utf-8"))]
    missing = [f"{guide.relative_to(ROOT)}: {link}" for guide, link in links if "://" not in link and not (guide.parent / link).exists()]
    assert missing == []


def test_every_setting_is_described_for_operators() -> None:
    readme, example = (ROOT / "README.md").read_text(encoding="utf-8"), (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"`{name.upper()}`" in readme
        assert f"{name.upper()}=" in example
