"""How a sign is spoken of: what denies it, puts it into an "if", into the past, or onto somebody else.

Always per sign. A cue lowers a sign only while its whole licence holds: near enough, in the same clause or part, and nothing that
speaks of now beside it. Half a licence makes the sign unclear, which asks.
"""

from __future__ import annotations

from .reading import Status
from .roles import DENIED, OTHER_NOW, OTHER_PAST, PRESENT, RETURNED, UNCLEAR, Hit, Judged
from .scene import CLOSE, REACH, Scene
from .search import Found
from .spelling import Mark
from .supposed import IF_REACH, supposed

LISTED = 14
"""Words over which a denial reaches along a list of signs."""


def judge(scene: Scene, hit: Hit) -> Judged:
    """How a sign is spoken of."""
    judged = _lowered(scene, hit)
    if judged.status in (Status.PAST, Status.DENIED, Status.HYPOTHETICAL) and _back_after(scene, hit):
        judged = RETURNED
    elif judged.status in (Status.HYPOTHETICAL, Status.UNCLEAR) and _after(scene, "now_too", hit):
        judged = PRESENT
    if hit.traits.stubborn:
        return UNCLEAR if judged is not PRESENT or _behind_me(scene, hit) else PRESENT
    if hit.traits.asks:
        if _harmless(scene, hit):
            return DENIED
        return UNCLEAR if judged in (PRESENT, RETURNED, OTHER_NOW) else judged
    return judged


def _harmless(scene: Scene, hit: Hit) -> bool:
    """Whether a sign that only asks need not: its clause is fine or about what was always so, it is a fear, or all is well."""
    clause, end = scene.layout.clause, hit.found.end
    if any(scene.any(role, end, clause) for role in ("fine", "chronic", "unchanged")):
        return True
    return scene.covers("fear", hit.found) or scene.covers("fear_of", hit.found) or _all_well(scene, hit)


def _all_well(scene: Scene, hit: Hit) -> bool:
    """Whether the person says, here or right after, that nothing is the matter."""
    layout, end = scene.layout, hit.found.end
    if scene.any("all_well", end, layout.part):
        return True
    return any(0 <= layout.sentence[cue.start] - layout.sentence[end] <= 1 for cue in scene.all("all_well")[-3:] if cue.start > end)


def _lowered(scene: Scene, hit: Hit) -> Judged:
    for rule in (_denied, _someone) if hit.traits.stubborn else (_denied, supposed, _someone, _trained, _over):
        judged = rule(scene, hit)
        if judged is not None:
            return judged
    return PRESENT


def _after(scene: Scene, role: str, hit: Hit) -> bool:
    cues = scene.all(role)
    return bool(cues) and cues[-1].start > hit.found.start


def _back_after(scene: Scene, hit: Hit) -> bool:
    """Whether a later word says that it came back."""
    return any(cue.start > hit.found.start and not scene.covers("not_back", cue) for cue in scene.all("back")[-3:])


# ---- denied


def _denied(scene: Scene, hit: Hit) -> Judged | None:
    found, clause = hit.found, scene.layout.clause
    if not found.negated:
        inside = scene.within("no", found.start, found.inner)
        if inside is not None and not scene.covers("not_no", inside):
            return DENIED
        if scene.within("hardly", found.start, found.inner):
            return UNCLEAR
    elif scene.opens("no_trouble", found):
        return DENIED
    if _denied_after(scene, found) or _denied_together(scene, found) or _answered_no(scene, found):
        return DENIED
    if scene.ahead("hardly", found.start, clause, CLOSE):
        return UNCLEAR
    cue = scene.ahead("no", found.start, clause, LISTED)
    if cue is None or scene.covers("not_no", cue, before=found.start):
        return None
    return DENIED if _licensed(scene, cue, found) else UNCLEAR


def _denied_after(scene: Scene, found: Found) -> bool:
    """ "Hives: none", at the end of a clause and not asked."""
    layout = scene.layout
    cue = scene.behind("no_after", found.end, layout.sentence, 2)
    return cue is not None and cue.start == found.end + 1 and layout.last(cue.end) and not layout.asked(cue.end)


def _denied_together(scene: Scene, found: Found) -> bool:
    """ "Hives, wheezing, swelling: I have had none of these." """
    layout = scene.layout
    cue = scene.behind("none_of", found.end, layout.sentence)
    return cue is not None and layout.last(cue.end) and not layout.asked(cue.end) and layout.part[cue.start] == layout.part[found.end]


def _answered_no(scene: Scene, found: Found) -> bool:
    """ "Hives? No." "She asks if I have hives. I don't." """
    layout, following = scene.layout, found.end + 1
    asked = layout.asked(found.end) or scene.ahead("if", found.start, layout.part, IF_REACH)
    if not asked or following >= len(layout.tokens) or layout.tokens[following].mark is not Mark.STOP:
        return False
    cue = next((cue for cue in scene.all("no_after") if cue.start == following), None)
    return cue is not None and layout.last(cue.end) and not layout.asked(following)


def _licensed(scene: Scene, cue: Found, found: Found) -> bool:
    """Whether a denial reaches a sign: close by, or along a list of signs."""
    layout, start = scene.layout, found.start
    if found.negated:
        return False
    if layout.paused(cue.end, start):
        rest = range(cue.end + 1, min(len(layout.tokens), start + 60))
        here = layout.clause[start]
        if not any(layout.tokens[index].word in scene.small.joins for index in rest if layout.clause[index] == here):
            return False
    joined = next((index for index in range(cue.end + 1, start) if layout.tokens[index].word in scene.small.adds), None)
    if joined is not None and not scene.names_thing(cue.end + 1, joined):  # "no breakfast and fainted" denies no faint
        return False
    return scene.strange(cue.end + 1, start) <= (1 if layout.places[start] - layout.places[cue.end] > CLOSE else 2)


# ---- somebody else


def _someone(scene: Scene, hit: Hit) -> Judged | None:
    layout, start = scene.layout, hit.found.inner
    if scene.any("fiction", start, layout.sentence):
        if scene.mine(hit):
            return None
        cue = scene.ahead("fiction", start, layout.sentence)
        apart = cue is not None and scene.parted(cue.end, start) and layout.sentence[start] not in layout.questions
        return UNCLEAR if hit.traits.grave and apart else OTHER_PAST
    animal = scene.ahead("animal", start, layout.sentence)
    person = scene.ahead("person", start, layout.sentence)
    if animal is not None and not scene.covers("likened", animal) and (person is None or animal.end > person.end):
        if scene.own(animal, hit):
            return None
        apart = scene.parted(animal.end, start) and scene.within("theirs", animal.end, start) is None
        return UNCLEAR if hit.traits.grave and apart else OTHER_PAST
    other = person or scene.ahead("pronoun", start, layout.sentence)
    if other is None or scene.own(other, hit):
        return None
    now = scene.ongoing(hit)
    old = scene.any("long_ago", start, layout.part)
    if (old or scene.any("history", start, layout.part)) and not scene.any("back", start, layout.part):
        shot = hit.traits.grave and not old and scene.any("after_shot", start, layout.sentence)
        return UNCLEAR if now or shot else OTHER_PAST
    now = now or person is None or scene.any("after_shot", start, layout.sentence)
    return OTHER_NOW if now or not scene.any("had", start, layout.clause) else UNCLEAR


# ---- training


def _trained(scene: Scene, hit: Hit) -> Judged | None:
    layout, end = scene.layout, hit.found.end
    if not hit.traits.effort or not scene.any("effort", end, layout.sentence) or scene.all("unsettled"):
        return None
    if scene.any("after_shot", end, layout.part) or scene.any("train", end, layout.part):
        return None
    if hit.traits.effort == "recovers":
        return Judged(Status.PAST) if scene.behind("recovered", hit.found.start, layout.sentence) else None
    if hit.traits.effort == "explains" or scene.all("settled") or scene.any("day_ago", end, layout.part):
        return Judged(Status.PAST)
    return UNCLEAR


# ---- over


def _behind_me(scene: Scene, hit: Hit) -> bool:
    """Whether a stubborn sign is told of a time long ago by somebody who says that they are well."""
    end, part = hit.found.end, scene.layout.part
    if not scene.near("long_ago", hit) or scene.any("back", end, part) or scene.any("still", end, scene.layout.sentence):
        return False
    return scene.past(hit) and any(cue.start > end for role in ("well", "well_since") for cue in scene.all(role)[-1:])


def _over(scene: Scene, hit: Hit) -> Judged | None:
    layout, found = scene.layout, hit.found
    if scene.any("back", found.end, layout.part) or scene.any("still", found.end, layout.clause):
        return None
    if scene.any("chronic", found.end, layout.clause):
        known = scene.any("unchanged", found.end, layout.sentence) or scene.any("other_cause", found.end, layout.part)
        return Judged(Status.PAST) if known else UNCLEAR
    if scene.behind("none_for_long", found.end, layout.sentence):
        told_as_past = not scene.ongoing(hit) and (scene.past(hit) or scene.near("long_ago", hit))
        return Judged(Status.PAST) if told_as_past or not hit.traits.grave else UNCLEAR
    old, recent = _when(scene, hit)
    if not hit.traits.lasting:
        judged = _went_away(scene, hit, old)
        if judged is not None:
            return judged
    if not (old or recent or scene.any("other_cause", found.end, layout.part)):
        return None
    if old and scene.behind("none_since", found.end, layout.sentence):
        return Judged(Status.PAST)
    now, past = scene.ongoing(hit), scene.past(hit)
    same = scene.any("long_ago", found.start, layout.clause)
    if old and not now and (past or same):
        return Judged(Status.PAST)
    if old and now and not same:
        return None
    if recent and not past and (now or not scene.any("day_ago", found.end, layout.clause)):
        return None
    return UNCLEAR


def _when(scene: Scene, hit: Hit) -> tuple[bool, bool]:
    """Whether a time long ago, and whether one that may be within a day, stands with the sign."""
    found = hit.found
    if scene.any("not_ago", found.start, scene.layout.part):
        return False, False
    recent = scene.near("day_ago", hit) and not scene.within("day_ago", found.start, found.end + 1)
    return scene.near("long_ago", hit), recent


def _went_away(scene: Scene, hit: Hit, old: bool) -> Judged | None:
    """Whether words after the sign say that it is over, or that the person is well."""
    layout, end = scene.layout, hit.found.end
    cue = _gone(scene, hit)
    if cue is not None:
        now = layout.clause[cue.start] != layout.clause[end] and scene.ongoing(hit) and not scene.past(hit)
        if scene.clear_between(hit, cue):
            return UNCLEAR if now else Judged(Status.PAST, today=not old)
        return None if now else UNCLEAR  # something else is gone, if it says that the sign is there now
    if scene.ongoing(hit) or not scene.past(hit) or scene.behind("well", end, layout.sentence) is None:
        return None
    return UNCLEAR if hit.traits.grave else Judged(Status.PAST)


def _gone(scene: Scene, hit: Hit) -> Found | None:
    """The words after a sign that say that it is over."""
    layout, end = scene.layout, hit.found.end
    near = scene.behind("gone", end, layout.part, REACH)
    if near is not None and not _spoiled(scene, near):
        return near
    for cue in scene.all("it_gone"):
        if cue.start > end and layout.sentence[cue.start] - layout.sentence[end] <= 1:
            return None if _spoiled(scene, cue) else cue
    return None


def _spoiled(scene: Scene, cue: Found) -> bool:
    """Whether what looks like "gone" is "almost gone", "gone red", or followed by what is still there."""
    layout = scene.layout
    if scene.ahead("no", cue.start, layout.clause, 1) or scene.covers("not_gone", cue) or scene.behind("still", cue.end, layout.sentence):
        return True
    if layout.tokens[cue.end].word != "gone" or layout.last(cue.end):
        return False
    following = scene.behind("after_gone", cue.end, layout.part)
    return following is None or following.start != cue.end + 1
