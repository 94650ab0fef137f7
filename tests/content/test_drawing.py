"""Drawing: a flow as Mermaid source holds every question, every end and every condition, and Mermaid can read it."""

from __future__ import annotations

import re

import pytest

from bot.content.drawing import mermaid
from bot.content.library import Library
from bot.dialog.script import Flow, Guard, Level, Option, Outcome, Question, Route, Script

ID = r"[oq]_[a-z0-9_]+"
LINE = re.compile(rf'flowchart TD|    (?:{ID}(?:\["[^"]*"\]|\(\["[^"]*"\]\))|style {ID} \S+|{ID} (?:-- "[^"]+" )?--> {ID})')


def flow_of(*routes: Route) -> Script:
    options = {"yes": Option("yes", "yes")}
    question = Question("asked", "ask", "title", options, (("yes",),))
    outcomes = {name: Outcome(name, level, "title", ()) for name, level in [("urgent", Level.URGENT), ("go", Level.NONE)]}
    flow = Flow("small", "asked", {"asked": question}, {"asked": routes})
    return Script({}, {}, outcomes, {"small": flow}, {}, "small", "small")


def drawn(*routes: Route) -> list[str]:
    script = flow_of(*routes)
    return mermaid(script, script.flows["small"]).splitlines()


@pytest.mark.parametrize("name", ["tolerance_check", "warm_up"])
def test_every_line_of_a_shipped_flow_is_mermaid(name: str, library: Library) -> None:
    source = mermaid(library.script, library.script.flows[name])
    assert source.endswith("\n")
    assert [line for line in source.splitlines() if not LINE.fullmatch(line)] == []


@pytest.mark.parametrize("name", ["tolerance_check", "warm_up"])
def test_every_question_every_end_and_every_route_is_drawn_once(name: str, library: Library) -> None:
    flow = library.script.flows[name]
    lines = mermaid(library.script, flow).splitlines()
    ends = {route.target for routes in flow.routes.values() for route in routes if route.ends}
    assert sum('["' in line and "([" not in line for line in lines) == len(flow.questions)
    assert sum('(["' in line for line in lines) == len(ends)
    assert sum("-->" in line for line in lines) == sum(map(len, flow.routes.values()))


def test_a_serious_end_is_red_and_comes_first(library: Library) -> None:
    lines = mermaid(library.script, library.script.flows["tolerance_check"]).splitlines()
    ends = [line.strip() for line in lines if "([" in line or line.strip().startswith("style")]
    assert ends[:4] == [
        'o_urgent(["urgent"])',
        "style o_urgent fill:#c62828,color:#ffffff",
        'o_stop(["stop"])',
        "style o_stop fill:#ef6c00,color:#000000",
    ]


def test_an_end_without_a_level_has_a_plain_colour() -> None:
    assert "    style o_go fill:#eeeeee" in drawn(Route("go", ends=True))


@pytest.mark.parametrize(
    ("guard", "words"),
    [
        (Guard(flags=("a", "b")), "a or b"),
        (Guard(flags=("a", "b", "c", "d")), "a reason to ask"),
        (Guard(answers=(("asked", ("yes", "no")),)), "yes or no"),
        (Guard(at_least=Level.STOP), "stop or above"),
        (Guard(has=Level.GENTLE), "some gentle"),
        (Guard(has=Level.CLINICIAN, unless=Guard(has=Level.GENTLE)), "some clinician, not some gentle"),
        (Guard(flags=("a",), answers=(("asked", ("yes",)),), at_least=Level.ADAPTED), "a, yes, adapted or above"),
    ],
)
def test_a_condition_stands_on_its_arrow_in_words(guard: Guard, words: str) -> None:
    arrows = [line.strip() for line in drawn(Route("urgent", ends=True, when=guard), Route("go", ends=True)) if "-->" in line]
    assert arrows == [f'q_asked -- "{words}" --> o_urgent', "q_asked --> o_go"]
