"""The settings card: where the person is, quiet hours, check-ins, language."""

from __future__ import annotations

from dataclasses import replace

from . import forms, phrases
from .actions import OnSetting
from .draft import Draft
from .effects import Button, Drop, Line, Message, Say, Show, Value
from .script import Script


def show(draft: Draft) -> None:
    """Show the settings, in place when one of their own buttons was pressed."""
    message = _card(draft)
    draft.do(Say(message) if draft.pressed is None else Show(message, draft.pressed))


def press(draft: Draft, action: OnSetting) -> None:
    """A button of the settings card. One of a version that no longer exists shows the card anew."""
    match action.verb:
        case "zone":
            forms.begin(draft, "set_zone")
            return
        case "quiet":
            forms.begin(draft, "set_quiet")
            return
        case "check_ins":
            _check_ins(draft, action.value == "on")
        case "language" if action.value in draft.script.languages:
            draft.change(language=action.value)
    show(draft)


def _check_ins(draft: Draft, on: bool) -> None:
    draft.write(replace(draft.diary, check_ins=on))
    if not on:
        draft.do(Drop(("check_in", "next_day")))


def _card(draft: Draft) -> Message:
    diary = draft.diary
    blocks = [Line(phrases.SETTINGS)]
    blocks.append(Line(phrases.SETTINGS_ZONE, (("zone", Value("zone", diary.zone)),)) if diary.zone else Line(phrases.SETTINGS_NO_ZONE))
    if diary.quiet:
        hours = f"{diary.quiet.start.isoformat('minutes')}/{diary.quiet.end.isoformat('minutes')}"
        blocks.append(Line(phrases.SETTINGS_QUIET, (("hours", Value("hours", hours)),)))
    else:
        blocks.append(Line(phrases.SETTINGS_NO_QUIET))
    blocks.append(Line(phrases.SETTINGS_CHECK_INS if diary.check_ins else phrases.SETTINGS_NO_CHECK_INS))
    rows = [
        (Button(phrases.LABEL_CHANGE_ZONE, OnSetting("zone")),),
        (Button(phrases.LABEL_CHANGE_QUIET, OnSetting("quiet")),),
        (Button(phrases.LABEL_CHECK_INS, OnSetting("check_ins", "off" if diary.check_ins else "on"), ticked=diary.check_ins),),
        *_languages(draft.script, draft.session.language),
    ]
    return Message(tuple(blocks), tuple(rows), subject="settings")


def _languages(script: Script, chosen: str) -> list[tuple[Button, ...]]:
    """A button for each language, where there is a choice."""
    if len(script.languages) < 2:
        return []
    return [
        (Button(phrases.LABEL_VALUE, OnSetting("language", code), ticked=chosen[:2] == code, value=Value("name", name)),)
        for code, name in sorted(script.languages.items())
    ]
