"""The written form of buttons."""

from hypothesis import given
from hypothesis import strategies as st

from bot.dialog.actions import LIMIT, Action, Back, Command, Mark, Pick, Raise, Reply, SetMinutes, StartTimer, Stop, decode, encode

names = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
actions = st.one_of(
    st.builds(Pick, names, names, names, st.one_of(st.just(""), names)),
    st.builds(Mark, names, names, names, st.integers(0, 1)),
    st.builds(Back, names, names),
    st.builds(Stop, names),
    st.builds(StartTimer, names, st.integers(1, 120)),
    st.builds(SetMinutes, names, st.integers(1, 120)),
    st.builds(Reply, names, names),
    st.builds(Raise, names),
    st.builds(Command, names),
)


@given(actions)
def test_an_action_survives_the_way_to_telegram_and_back(action: Action) -> None:
    assert decode(encode(action)) == action


@given(st.one_of(st.text(max_size=80), st.from_regex(r"[pmdbxtnserfc](\.[a-z0-9_]{0,9}){0,5}", fullmatch=True)))
def test_no_forged_token_does_any_harm(token: str) -> None:
    action = decode(token)
    assert action is None or encode(action) == token or any(part.isdecimal() for part in token.split("."))


@given(actions, st.integers(0, 63))
def test_a_token_that_was_cut_is_never_taken_for_another_question(action: Action, length: int) -> None:
    cut = decode(encode(action)[:length])
    if isinstance(action, Pick) and isinstance(cut, Pick):
        assert (cut.run, cut.question) == (action.run, action.question)


def test_the_longest_ids_of_a_button_stay_far_from_telegrams_limit() -> None:
    assert len(encode(Pick("t6k2p1a", "had_serious_plain", "not_sure", "still_serious"))) <= LIMIT
