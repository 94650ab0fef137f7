"""HTML parse mode and what Telegram keeps of a text."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import clean, given_entities, settle, utf16_length
from bot.playground.errors import BotApiError
from bot.playground.parse_mode import link, parse_html
from bot.playground.people import Entity

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
}
any_text = st.text(st.characters(exclude_categories=["Cs"]))


def brief(markup: str) -> tuple[str, list[tuple[str, int, int]]]:
    text, entities = parse_html(markup)
    return text, [(entity.type, entity.offset, entity.length) for entity in entities]


def refusal(markup: str) -> str:
    with pytest.raises(BotApiError) as caught:
        parse_html(markup)
    assert caught.value.code == 400
    prefix = "Bad Request: can't parse entities: "
    assert caught.value.description.startswith(prefix)
    return caught.value.description.removeprefix(prefix)


@pytest.mark.parametrize(("tag", "kind"), TAGS.items())
def test_every_tag_makes_its_entity(tag: str, kind: str) -> None:
    assert brief(f"a<{tag}>bc</{tag}>d") == ("abcd", [(kind, 1, 2)])


@given(any_text)
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert parse_html(html.escape(text)) == (text, [])


@given(any_text, st.sampled_from(sorted(TAGS)), any_text.filter(bool), any_text)
def test_offsets_count_utf16_units(before: str, tag: str, inside: str, after: str) -> None:
    text, entities = parse_html(f"{html.escape(before)}<{tag}>{html.escape(inside)}</{tag}>{html.escape(after)}")
    assert text == before + inside + after
    (entity,) = entities
    units = text.encode("utf-16-le")
    assert units[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le") == inside


@given(st.lists(st.sampled_from(["<b>", "</b>", "<i x=1>", "</>", "<", ">", "&", "&lt;", "&#65;", "a", "😀", " ", '"', "<a href='", "/"])))
def test_any_mess_is_parsed_or_refused(pieces: list[str]) -> None:
    markup = "".join(pieces)
    try:
        text, entities = parse_html(markup)
    except BotApiError as error:
        assert error.code == 400
    else:
        assert all(entity.offset >= 0 and entity.offset + entity.length <= utf16_length(text) for entity in entities)


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("&lt;&gt;&amp;&quot;", '<>&"'),
        ("&lt &gt", "< >"),
        ("&#128512;&#x1F600;&#65", "😀😀A"),
        ("&#0;&#99999999;", "&#0;&#99999999;"),
        ("R&D, a & b, &, Q&A", "R&D, a & b, &, Q&A"),
        ("a > b", "a > b"),
    ],
)
def test_character_references(markup: str, words: str) -> None:
    assert parse_html(markup) == (words, [])


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("1<2", "Unclosed start tag at byte offset 1"),
        ("é<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 2'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b class", 'Unclosed start tag "b" at byte offset 0'),
        ("<b class=", 'Unclosed start tag "b" at byte offset 0'),
        ("<b class='x", "Unclosed start tag at byte offset 0"),
        ("<b class=x!>", "Unexpected end of name token at byte offset 9"),
        ("<b =x>", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("a&nbsp;b", 'Unsupported named HTML entity "&nbsp;" at byte offset 1'),
        ("<tg-time unix='soon'>x</tg-time>", "Invalid Unix time specified"),
        ("<tg-time unix='1' format='rt'>x</tg-time>", "Invalid date format used"),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(markup: str, reason: str) -> None:
    assert refusal(markup) == reason


def test_surrogates_by_number_are_refused() -> None:
    assert refusal("&#xD83D;").startswith("Text contains invalid Unicode characters")


def test_tags_with_attributes() -> None:
    assert parse_html('<a href="https://x.org/?a=1&amp;b=2">x</a>')[1] == [Entity("text_link", 0, 1, (("url", "https://x.org/?a=1&b=2"),))]
    assert parse_html("<a>x.org</a>")[1] == [Entity("text_link", 0, 5, (("url", "http://x.org"),))]
    assert parse_html("<a href='no link'>x</a>") == ("x", [])
    assert brief("<span class='tg-spoiler'>x</span>") == ("x", [("spoiler", 0, 1)])
    assert brief("<blockquote expandable>x</blockquote>") == ("x", [("expandable_blockquote", 0, 1)])
    assert parse_html("<tg-time unix='99' format='wD'>x</tg-time>")[1] == [
        Entity("date_time", 0, 1, (("unix_time", 99), ("date_time_format", "wD")))
    ]
    assert parse_html("<tg-time unix='99'>x</tg-time>")[1] == [Entity("date_time", 0, 1, (("unix_time", 99),))]
    assert parse_html("<tg-emoji emoji-id='7'>😀</tg-emoji>")[1] == [Entity("custom_emoji", 0, 2, (("custom_emoji_id", "7"),))]
    assert brief("<B CLASS = plain  title>x</B >") == ("x", [("bold", 0, 1)])


def test_code_with_a_language() -> None:
    python = (("language", "py"),)
    assert parse_html("<pre><code class='language-py'>x</code></pre>")[1] == [Entity("pre", 0, 1, python)]
    assert parse_html("<code class='language-py'><pre>x</pre></code>")[1] == [Entity("pre", 0, 1, python)]
    assert brief("<pre>a<code class='language-py'>x</code></pre>")[1] == [("pre", 0, 2), ("code", 1, 1)]
    assert brief("<pre><code class='language-'>x</code></pre>")[1] == [("code", 0, 1), ("pre", 0, 1)]


def test_empty_tags_and_short_ends() -> None:
    assert parse_html("<b></b>") == ("", [])
    assert brief("<b>x</>") == ("x", [("bold", 0, 1)])


def test_outer_comes_before_inner() -> None:
    assert brief("<i>a<b>b</b></i>")[1] == [("italic", 0, 2), ("bold", 1, 1)]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://x.org", "https://x.org"),
        ("tg://user?id=5", "tg://user?id=5"),
        ("mailto:a@x.org", "mailto:a@x.org"),
        ("x.org/a", "http://x.org/a"),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("http://[", ""),
        (".org", ""),
        ("", ""),
    ],
)
def test_links(url: str, kept: str) -> None:
    assert link(url) == kept


# What is kept of a parsed text


def test_white_space_around_goes_and_entities_move() -> None:
    text, entities = settle(*parse_html("  😀 \n<b> bold </b>\n "))
    assert (text, entities) == ("😀 \n bold", (Entity("bold", 4, 5),))
    assert settle(*parse_html("<b>  </b>")) == ("", ())


def test_control_characters_become_spaces() -> None:
    assert clean("a\r\nb\x00c\td") == "a\nb c d"


def test_commands_and_addresses_are_found() -> None:
    text, entities = settle("/check 😀 /help@b12_bot see https://x.org/a, not a/b or //c", [])
    found = [(entity.type, entity.offset, entity.length) for entity in entities]
    assert found == [("bot_command", 0, 6), ("bot_command", 10, 13), ("url", 28, 15)]
    assert utf16_length(text) == len(text) + 1


def test_nothing_is_found_in_code_or_links() -> None:
    assert {e.type for e in settle(*parse_html("<code>/check</code> <a href='https://x.org'>https://x.org</a>"))[1]} == {
        "code",
        "text_link",
    }


def test_code_keeps_no_other_formatting() -> None:
    assert settle(*parse_html("<code>a<b>b</b></code>"))[1] == (Entity("code", 0, 2),)
    assert settle(*parse_html("<b>a<code>b</code>c</b>"))[1] == (Entity("bold", 0, 1), Entity("code", 1, 1), Entity("bold", 2, 1))
    assert settle(*parse_html("<pre>a<code>b</code></pre>"))[1] == (Entity("pre", 0, 2),)
    quote = settle(*parse_html("<blockquote><code>b</code></blockquote>"))[1]
    assert {entity.type for entity in quote} == {"blockquote", "code"}
    assert settle(*parse_html("<code>a</code> <b>b</b>"))[1] == (Entity("code", 0, 1), Entity("bold", 2, 1))


@given(any_text)
def test_settling_twice_changes_nothing(text: str) -> None:
    kept, entities = settle(clean(text), [])
    again, same = settle(kept, [])
    assert (again, same) == (kept, entities)


def test_entities_given_beside_the_text() -> None:
    assert given_entities("😀ab", [{"type": "text_link", "offset": 2, "length": 1, "url": "https://x.org"}]) == [
        Entity("text_link", 2, 1, (("url", "https://x.org"),))
    ]


@pytest.mark.parametrize(("offset", "length", "words"), [(-1, 1, "incorrect"), (0, 9, "after the end"), (1, 1, "middle of a character")])
def test_entities_that_do_not_fit_are_refused(offset: int, length: int, words: str) -> None:
    with pytest.raises(BotApiError, match=words):
        given_entities("😀ab", [{"type": "bold", "offset": offset, "length": length}])
