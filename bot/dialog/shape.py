"""What must be right about a flow before it can be searched: open last routes, and no way round in a circle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .script import Flow


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a flow. `at` is the part it concerns, such as `("questions", "signs", "next", 2)`."""

    flow: str
    at: tuple[str | int, ...]
    message: str


def shape(flow: Flow) -> Iterator[Finding]:
    """What is wrong with the shape of a flow."""
    for question, routes in flow.routes.items():
        if not routes or routes[-1].when is not None:
            yield Finding(flow.id, ("questions", question), f"dead end: the last route of {question!r} must have no `when`")
        for index, route in enumerate(routes[:-1]):
            if route.when is None:
                yield Finding(flow.id, ("questions", question, "next", index), "every route after this one is shadowed: it has no `when`")
                break
    circle = _circle(flow)
    if circle:
        yield Finding(flow.id, ("questions", circle[0]), f"a conversation can go round for ever: {' -> '.join(circle)}")


def _circle(flow: Flow) -> list[str]:
    done: set[str] = set()

    def walk(question: str, path: list[str]) -> list[str]:
        if question in path:
            return [*path[path.index(question) :], question]
        if question in done or question not in flow.routes:
            return []
        for route in flow.routes[question]:
            if not route.ends and (found := walk(route.target, [*path, question])):
                return found
        done.add(question)
        return []

    return next((found for question in flow.questions if (found := walk(question, []))), [])
