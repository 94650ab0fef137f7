"""The written form of effects that wait in the outbox: ids and numbers only, never the words a person reads."""

from __future__ import annotations

from typing import Any

from .actions import Command, decode, encode
from .effects import Block, Button, CloseButtons, Line, Message, Say, SendFile, Sent, Show, Trail, Value, Words


def to_data(effect: Sent) -> dict[str, Any]:
    """The effect as JSON-ready data."""
    match effect:
        case Say():
            return {"do": "say", "card": effect.card, "message": _message(effect.message)}
        case Show():
            return {"do": "show", "card": effect.card, "id": effect.message_id, "message": _message(effect.message)}
        case CloseButtons():
            return {"do": "close", "id": effect.message_id}
        case SendFile():
            return {"do": "file", "kind": effect.kind, "about": effect.about}


def from_data(data: dict[str, Any]) -> Sent:
    """Read what `to_data` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    match data["do"]:
        case "say":
            return Say(_read_message(data["message"]), data["card"])
        case "show":
            return Show(_read_message(data["message"]), data["id"], data["card"])
        case "close":
            return CloseButtons(data["id"])
        case "file":
            return SendFile(data["kind"], data["about"])
    raise ValueError(data["do"])


def _message(message: Message) -> dict[str, Any]:
    rows = [[_button(button) for button in row] for row in message.rows]
    data: dict[str, Any] = {"blocks": [_block(block) for block in message.blocks], "subject": message.subject, "rule": message.rule}
    return (
        data
        | ({"rows": rows} if rows else {})
        | ({"urgent": True} if message.urgent else {})
        | ({"keyboard": message.keyboard} if message.keyboard else {})
    )


def _read_message(data: dict[str, Any]) -> Message:
    rows = tuple(tuple(_read_button(button) for button in row) for row in data.get("rows", ()))
    blocks = tuple(_read_block(block) for block in data["blocks"])
    return Message(blocks, rows, data.get("urgent", False), data["subject"], data["rule"], data.get("keyboard", ""))


def _block(block: Block) -> list[Any]:
    if isinstance(block, Line):
        values = [[name, _value(value)] for name, value in block.values]
        return ["line", block.text, values, *([True] if block.point else [])]
    return ["trail", [[title, [_value(label) for label in labels]] for title, labels in block.answers], block.listed]


def _read_block(data: list[Any]) -> Block:
    if data[0] == "line":
        return Line(data[1], tuple((name, _read_value(value)) for name, value in data[2]), point=len(data) > 3)
    return Trail(tuple((title, tuple(_read_value(label) for label in labels)) for title, labels in data[1]), data[2])


def _value(value: int | str | Words | Value) -> Any:
    if isinstance(value, Words):
        return list(value.labels)
    return {value.kind: value.text} if isinstance(value, Value) else value


def _read_value(data: Any) -> Any:
    if isinstance(data, list):
        return Words(tuple(data))
    return Value(*next(iter(data.items()))) if isinstance(data, dict) else data


def _button(button: Button) -> list[Any]:
    filled = [_value(button.value)] if button.value else []
    return [button.label, encode(button.action), button.ticked, button.tone, button.number, *filled]


def _read_button(data: list[Any]) -> Button:
    label, token, ticked, tone, number, *filled = data
    return Button(label, decode(token) or Command("check"), ticked, tone, number, _read_value(filled[0]) if filled else None)
