"""Questions: answered from reviewed text, narrowed down with buttons, referred to somebody else, or browsed.

An answer never changes an outcome, and never says how to exercise while a serious one stands: that outcome is said again instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import checks, phrases
from .actions import Ask, AskOther, Browse, Raise
from .cards import BROWSE, HELP, START_CHECK, Rows, note, said_again
from .draft import Draft
from .effects import Button, Line, Message, Show
from .events import Heard
from .script import Level, Option, Script
from .topics import Catalogue, Topic

NONE_OF_THESE = Button(phrases.LABEL_NONE_OF_THESE, AskOther())


def reply(draft: Draft, heard: Heard) -> bool:
    """Answer the question that somebody typed. Returns whether there is anything to say to it."""
    catalogue = draft.script.catalogue
    topics = [catalogue.topics[name] for name in heard.topics if name in catalogue.topics]
    if heard.tier == "answer" and topics:
        ask(draft, topics[0])
    elif heard.tier == "suggest" and topics:
        _suggest(draft, topics)
    elif known := [name for name in heard.topics if name in catalogue.refer]:
        refer(draft, *catalogue.refer[known[0]])
    else:
        return False
    return True


def ask(draft: Draft, topic: Topic) -> None:
    """Answer a topic, and ask the open question again below."""
    standing = draft.standing_serious()
    draft.pressed = None
    draft.say(said_again(standing) if standing and topic.exercise else _answer(draft, topic))
    checks.ask_again(draft)


def refer(draft: Draft, *texts: str) -> None:
    """Say who can answer what we cannot. An urgent outcome is never talked over, and one that says stop is said again beside it."""
    standing = draft.standing_serious()
    if standing and standing.level is Level.URGENT:
        draft.say(said_again(standing))
    else:
        said = (*texts, standing.again) if standing else texts
        draft.say(Message(tuple(map(Line, said)), _ways_on(draft), subject=texts[0]))
    checks.ask_again(draft)


def unknown(draft: Draft) -> None:
    """Say that we did not get it, and what we can help with."""
    if draft.session.run or draft.session.doubt:
        checks.ask_again(draft, Line(phrases.CARD_NOT_UNDERSTOOD))
    else:
        draft.say(_dont_know(draft))


def foreign(draft: Draft) -> None:
    """Do not guess at another language: the urgent action in one line, and the signs as buttons."""
    draft.say(note(phrases.FOREIGN, _sign_buttons(draft.script)))
    checks.ask_again(draft)


def ask_by_button(draft: Draft, action: Ask) -> None:
    """A topic was chosen with a button."""
    topic = draft.script.catalogue.topics.get(action.topic)
    if topic:
        ask(draft, topic)
    else:
        draft.toast(phrases.TOAST_TOPIC_GONE)


def ask_other(draft: Draft) -> None:
    """None of the topics that were offered is what the person meant."""
    draft.do(Show(_dont_know(draft), draft.pressed))


def browse(draft: Draft) -> None:
    """Show the groups of topics in a new message."""
    draft.say(_groups(draft.script.catalogue))
    checks.ask_again(draft)


def turn_page(draft: Draft, action: Browse) -> None:
    """Show a group, or the groups, in place of the list that is there."""
    catalogue = draft.script.catalogue
    draft.do(Show(_group(catalogue, action.group) if action.group in catalogue.groups else _groups(catalogue), draft.pressed))


def idle(draft: Draft) -> Message:
    """What to say when there is nothing open to answer. A serious outcome of today is said again, never talked over."""
    standing = draft.standing_serious()
    return said_again(standing) if standing else note(phrases.IDLE, ((START_CHECK,), (BROWSE,), (HELP,)))


def _dont_know(draft: Draft) -> Message:
    standing = draft.standing_serious()
    return said_again(standing) if standing else note(phrases.FAQ_UNKNOWN, _ways_on(draft))


def _ways_on(draft: Draft) -> Rows:
    """What can be done next. No check is offered while one is open, nor by an answer while a serious outcome stands."""
    offer_check = draft.session.run is None and draft.standing_serious() is None
    return ((BROWSE,), (START_CHECK,)) if offer_check else ((BROWSE,),)


def _suggest(draft: Draft, topics: Sequence[Topic]) -> None:
    standing = draft.standing_serious()
    offered = [topic for topic in topics if not (standing and topic.exercise)]
    rows = (*((_ask_button(topic),) for topic in offered), (NONE_OF_THESE,))
    draft.say(said_again(standing) if standing and not offered else note(phrases.FAQ_SUGGEST, rows))
    checks.ask_again(draft)


def _answer(draft: Draft, topic: Topic) -> Message:
    """An answer. One about a serious sign has a single button: the person has it now."""
    catalogue = draft.script.catalogue
    rows: Rows = tuple((_ask_button(catalogue.topics[name]),) for name in topic.related)
    if topic.check and draft.session.run is None and draft.standing_serious() is None:
        rows = ((START_CHECK,), *rows)
    if topic.sign:
        rows = ((Button(phrases.LABEL_HAVE_THIS, Raise(topic.sign), tone="danger"),),)
    return Message(tuple(map(Line, topic.answer)), rows, subject=f"answer {topic.id}", rule="a question, answered from reviewed text")


def _groups(catalogue: Catalogue) -> Message:
    return note(phrases.FAQ_GROUPS, tuple((Button(catalogue.group_label(group), Browse(group)),) for group in catalogue.groups))


def _group(catalogue: Catalogue, group: str) -> Message:
    rows = tuple((_ask_button(catalogue.topics[topic]),) for topic in catalogue.groups[group])
    return note(phrases.FAQ_TOPICS, (*rows, (Button(phrases.LABEL_ALL_GROUPS, Browse("")),)))


def _ask_button(topic: Topic) -> Button:
    return Button(topic.label, Ask(topic.id))


def _sign_buttons(script: Script) -> Rows:
    """The urgent signs of the first question as buttons that need no question around them, laid out as there."""
    flow = script.flows[script.first]
    question = flow.questions[flow.start]
    rows = [[_sign_button(script, question.options[option]) for option in row] for row in question.rows]
    return tuple(tuple(button for button in row if button) for row in rows if any(row))


def _sign_button(script: Script, option: Option) -> Button | None:
    flag = script.serious(option)
    urgent = flag is not None and script.flags[flag].level is Level.URGENT
    return Button(option.label, Raise(flag), tone="danger") if flag and urgent else None
