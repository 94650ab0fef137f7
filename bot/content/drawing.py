"""A flow as a Mermaid diagram, drawn from the script itself."""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialog.script import Flow, Guard, Level, Script

_COLOURS = {
    Level.URGENT: "fill:#c62828,color:#ffffff",
    Level.STOP: "fill:#ef6c00,color:#000000",
    Level.CLINICIAN: "fill:#f9a825,color:#000000",
    Level.GENTLE: "fill:#c5e1a5,color:#000000",
    Level.ADAPTED: "fill:#81c784,color:#000000",
    Level.STARTER: "fill:#43a047,color:#000000",
}


def mermaid(script: Script, flow: Flow) -> str:
    """The flow as Mermaid source: questions as boxes, outcomes as coloured pills, routes as arrows with their conditions."""
    return "\n".join(["flowchart TD", *_nodes(script, flow), *_arrows(flow), ""])


def _nodes(script: Script, flow: Flow) -> Iterator[str]:
    for question in flow.questions:
        yield f'    q_{question}["{question}"]'
    ends = {route.target for routes in flow.routes.values() for route in routes if route.ends}
    for outcome in sorted(ends, key=lambda name: (-script.outcomes[name].level, name)):
        yield f'    o_{outcome}(["{outcome}"])'
        yield f"    style o_{outcome} {_COLOURS.get(script.outcomes[outcome].level, 'fill:#eeeeee')}"


def _arrows(flow: Flow) -> Iterator[str]:
    for question, routes in flow.routes.items():
        for route in routes:
            target = f"{'o' if route.ends else 'q'}_{route.target}"
            yield f'    q_{question} -- "{_short(route.when)}" --> {target}' if route.when else f"    q_{question} --> {target}"


def _short(guard: Guard) -> str:
    parts = [" or ".join(guard.flags)] if len(guard.flags) < 4 else ["a reason to ask"]
    parts += [" or ".join(options) for _, options in guard.answers]
    parts += [f"{guard.at_least.name.lower()} or above"] if guard.at_least is not None else []
    parts += [f"some {guard.has.name.lower()}"] if guard.has is not None else []
    parts += [f"not {_short(guard.unless)}"] if guard.unless else []
    return ", ".join(part for part in parts if part)
