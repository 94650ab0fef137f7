"""What typed words mean: a new message, an edited one, or the caption of something we cannot read.

In every state the order is the same: serious signs, then the answer to a doubt, an option of the open question, a command in words,
another language, a question, and only then "I did not get that". A sign that may have been meant is asked about right after the
signs that are stated, unless the message is nothing but the words on a button: "something feels off" is what the check asked for.
"""

from __future__ import annotations

from . import answers, checks, commands, doubts, filling, forms, inputs, phrases, replies, setup
from .cards import START_CHECK, note
from .draft import Draft
from .effects import Line
from .events import Attached, Commanded, Edited, Heard, Wrote
from .rhythm import ASK_HOW_OFTEN

_WITH_QUESTION = frozenset(["help", "faq", "start"])
"""Commands behind which a question is answered in their place."""


def wrote(draft: Draft, event: Wrote) -> None:
    """A new message."""
    if not event.signs and not event.wanted and _option(draft, event):
        return
    if _serious(draft, event) or doubts.reply(draft, event) or _sentence(draft, event) or _value(draft, event):
        return
    if event.dose and replies.said(draft, event.dose):
        return
    if event.command == "remind":
        _remind(draft, event)
    elif event.command:
        commands.run(draft, event.command)
    else:
        _question(draft, event)


def commanded(draft: Draft, event: Commanded) -> None:
    """A slash command. Words behind it are heard before it is done: they may be all that somebody in need got typed."""
    heard = event.heard or Heard()
    if _serious(draft, heard):
        return
    if event.name == "remind":
        _remind(draft, heard)
    elif event.name in _WITH_QUESTION and heard.tier != "unknown":
        _question(draft, heard)
    else:
        commands.run(draft, event.link or event.name)


def edited(draft: Draft, event: Edited) -> None:
    """An older message reads differently now. It can raise an alarm, and answers nothing.

    Mending a word repeats what it said before, so a doubt that is open is only asked again; but a no that became a yes counts.
    """
    if draft.session.doubt:
        if checks.escalate(draft, event.signs) or (event.reply in ("yes", "not_sure") and doubts.reply(draft, event)):
            return
    elif _serious(draft, event):
        return
    draft.say(note(phrases.EDITED_IGNORED) if draft.session.run or draft.session.doubt else answers.idle(draft))


def attached(draft: Draft, event: Attached) -> None:
    """Something we cannot read. Its caption is read like any words, but it is no answer to the check: the picture may be."""
    if _serious(draft, event) or doubts.reply(draft, event):
        return
    asked = event.foreign or event.topics
    draft.say(note(phrases.ATTACHED_UNREADABLE, () if draft.session.run or asked else ((START_CHECK,),)))
    if asked:
        _question(draft, event)
    else:
        checks.ask_again(draft)


def _serious(draft: Draft, heard: Heard) -> bool:
    """Serious signs come first. One that is stated does not keep a graver one from being asked about."""
    escalated = checks.escalate(draft, heard.signs)
    return doubts.raise_doubt(draft, heard.doubts) or escalated


def _value(draft: Draft, event: Wrote) -> bool:
    """Take the words for the value that the open question asks for. A command or a question in words comes first."""
    position, flow = draft.position(), draft.flow
    if position is None or flow is None or event.told is None or draft.session.doubt:
        return False
    given = event.told.value or event.told.may_mean
    if not given and (event.chosen or event.command or _asks(event, event.told.refused)):
        return False
    if event.told.mixed and event.tier == "answer":
        return False  # "can I run today?" names a day, and is a question
    filling.told(draft, flow.questions[position.name], event.told)
    return True


def _asks(event: Wrote, refused: str) -> bool:
    """Whether words that give no value are a question. Where one may be meant, a value that cannot be is the likelier reading."""
    return event.foreign or event.tier == "answer" or (event.tier == "suggest" and refused in inputs.UNSURE)


def _sentence(draft: Draft, event: Wrote) -> bool:
    """Take a whole sentence for the answer to how often; it may answer what is asked later, too."""
    position, run = draft.position(), draft.session.run
    if position is None or run is None or position.name not in ASK_HOW_OFTEN or event.command or draft.session.doubt:
        return False
    if event.wanted:
        forms.begin(draft, "remind", run.about, (dict(run.wanted) | dict(event.wanted)).items())
    elif event.refused and not event.chosen and event.refused not in inputs.UNSURE and not _asks(event, event.refused):
        checks.ask_again(draft, Line(f"when.{event.refused}"))
    else:
        return False
    return True


def _remind(draft: Draft, heard: Heard) -> None:
    """Begin a reminder with what a sentence gave, or with why it gave nothing."""
    setup.begin(draft, heard.wanted, (Line(f"when.{heard.refused}"),) if heard.refused else ())


def _option(draft: Draft, event: Wrote) -> bool:
    """Take the words for a tap on an option of the open question. Behind a doubt no question is open."""
    position, flow = draft.position(), draft.flow
    if position is None or flow is None or not event.chosen or draft.session.doubt:
        return False
    question = flow.questions[position.name]
    alone = [option for option in event.chosen if not question.many or question.options[option].alone]
    checks.answer(draft, question.id, (alone[0],) if alone else event.chosen)
    return True


def _question(draft: Draft, heard: Heard) -> None:
    if heard.foreign:
        answers.foreign(draft)
    elif not answers.reply(draft, heard):
        answers.unknown(draft)
