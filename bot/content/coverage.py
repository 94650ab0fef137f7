"""What the stories touch of a script, so that `check` can name what they leave out."""

from __future__ import annotations

from bot.dialog.script import GIVEN, TYPED, Script
from bot.dialog.session import Answer


class Coverage:
    """What the stories touched of a script: options by (flow, question, option), routes by (flow, question, index)."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self.options: set[tuple[str, str, str]] = set()
        self.routes: set[tuple[str, str, int]] = set()

    def note(self, flow: str, answer: Answer, route: str) -> None:
        """A step was taken; the machines of `Dialogs` call this."""
        question, options = answer
        self.options.update((flow, question, GIVEN if option.startswith(TYPED) else option) for option in options)
        known = [str(one) for one in self._script.flows[flow].routes[question]]
        self.routes.add((flow, question, known.index(route)))

    def missing_options(self) -> list[tuple[str, str, str]]:
        """Options that no story chooses."""
        flows = self._script.flows.values()
        every = [(flow.id, asked.id, option) for flow in flows for asked in flow.questions.values() for option in asked.options]
        return [option for option in every if option not in self.options]

    def missing_routes(self) -> list[tuple[str, str, int]]:
        """Routes that no story takes."""
        flows = self._script.flows.values()
        every = [(flow.id, asked, index) for flow in flows for asked, routes in flow.routes.items() for index in range(len(routes))]
        return [route for route in every if route not in self.routes]
