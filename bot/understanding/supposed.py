"""Signs that are not said to be there: an "if", a fear, a question in general, a topic, somebody else's words.

Knows nothing of denials, times and other people, which are in `scopes`.
"""

from __future__ import annotations

from .roles import HYPOTHETICAL, UNCLEAR, Hit, Judged
from .scene import CLOSE, Scene
from .search import Found

IF_REACH = 9
"""Words over which a bare "if" reaches."""
SUPPOSING = ("joke", "suppose", "topic", "fear", "fear_of", "fear_about", "only_if", "may", "quoted", "general")
"""Roles of what makes a sign supposed, and reaches behind a pause by half."""


def supposed(scene: Scene, hit: Hit) -> Judged | None:
    """How a sign is spoken of that may not be there at all; None when it is.

    Behind a pause a grave one may be there after all: "leaflet says call, lips swelling".
    """
    judged = _supposed(scene, hit)
    if judged is HYPOTHETICAL and hit.traits.grave and _apart(scene, hit):
        return UNCLEAR
    return judged


def _apart(scene: Scene, hit: Hit) -> bool:
    """Whether a pause parts a sign from what makes it supposed, outside of a question or of what somebody says."""
    layout, start = scene.layout, hit.found.start
    if layout.sentence[start] in layout.questions or scene.ahead("speaks", start, layout.sentence):
        return False
    ends = [cue.end for role in SUPPOSING if (cue := scene.ahead(role, start, layout.part))]
    return bool(ends) and layout.paused(max(ends), start)


def _supposed(scene: Scene, hit: Hit) -> Judged | None:
    layout, start = scene.layout, hit.found.start
    if _told(scene, hit):
        return HYPOTHETICAL
    if scene.pointed(hit):
        return None
    cue = scene.ahead("fear", hit.found.inner, layout.part)
    if cue is not None and _follows(scene, cue, hit):
        return UNCLEAR if _now_after(scene, cue, hit) else HYPOTHETICAL
    for role, grave in (("fear_of", False), ("fear_about", hit.traits.grave)):
        cue = scene.ahead(role, hit.found.inner, layout.part)
        if cue is not None and _follows(scene, cue, hit):
            return UNCLEAR if grave or scene.own(cue, hit) or _now_after(scene, cue, hit) else HYPOTHETICAL
    if scene.ahead("train", start, layout.part):
        vague = scene.ahead("only_if", start, layout.part) or (not hit.traits.grave and scene.impersonal(start))
        return UNCLEAR if vague else None
    if scene.ahead("worry", start, layout.part):
        return None if scene.mine(hit) or scene.ongoing(hit) else UNCLEAR
    if scene.any("until", start, layout.part):
        return None if scene.mine(hit) else UNCLEAR
    asks = layout.sentence[start] in layout.questions
    for role in ("only_if", "may", "could") if asks else ("only_if", "may"):
        cue = scene.ahead(role, hit.found.inner, layout.part)
        if cue is not None and (role != "could" or _could(scene, cue, hit)):
            return UNCLEAR if _now_after(scene, cue, hit) else HYPOTHETICAL
    cue = scene.ahead("if", start, layout.part, IF_REACH)
    if cue is not None and not scene.covers("not_if", cue):
        meant = scene.ahead("asked_now", start, layout.part) and _now_after(scene, cue, hit)
        return None if meant else UNCLEAR
    if scene.any("quoted", start, layout.part):
        return None if scene.mine(hit) else _quoted(scene, hit)
    if _in_general(scene, hit):
        return None if scene.mine(hit) else _asked(scene, hit)
    return UNCLEAR if scene.impersonal(start) else None


def _told(scene: Scene, hit: Hit) -> bool:
    """Whether the sign is only talked about: said in a story, meant as a joke, put as an example, or the topic of something."""
    layout, start = scene.layout, hit.found.start
    if scene.ahead("speaks", start, layout.sentence) or scene.any("joke", start, layout.part):
        return True
    cue = scene.ahead("suppose", hit.found.inner, layout.part)
    if cue is not None and not scene.covers("not_if", cue) and scene.behind("right_now", cue.end, layout.sentence) is None:
        return True
    cue = scene.ahead("topic", start, layout.part, CLOSE)
    return cue is not None and _follows(scene, cue, hit) and not scene.own(cue, hit) and not _now_after(scene, cue, hit)


def _follows(scene: Scene, cue: Found, hit: Hit) -> bool:
    """Whether a sign stands in the clause of a cue, or in one that begins right behind it: "afraid that tomorrow | my heart stops"."""
    clause, following = scene.layout.clause, cue.end + 1
    if clause[hit.found.inner] == clause[cue.end]:
        return True
    return clause[hit.found.inner] == clause[following] and not scene.layout.tokens[following].mark


def _could(scene: Scene, cue: Found, hit: Hit) -> bool:
    """Whether a question whether something can be is about the sign, no plea for help, and does not take the sign for granted.

    "Can someone help, ..." is a plea. "Does the pain in my chest mean" takes it for granted: what is "the" and "my" is there.
    """
    granted = scene.layout.tokens[cue.end].word == "the" and scene.own(cue, hit)
    return not granted and _follows(scene, cue, hit) and scene.within("plea", cue.end, hit.found.inner) is None


def _now_after(scene: Scene, cue: Found, hit: Hit) -> bool:
    """Whether something after a supposition, up to the sign or right after it, speaks of now."""
    now = scene.behind("ongoing", cue.end, scene.layout.part)
    return now is not None and now.start <= hit.found.end + CLOSE


def _quoted(scene: Scene, hit: Hit) -> Judged:
    """What somebody wrote; unclear when the sign has a clause of its own that speaks of now."""
    apart = scene.ongoing(hit) and not scene.any("quoted", hit.found.start, scene.layout.clause)
    return UNCLEAR if apart else HYPOTHETICAL


def _in_general(scene: Scene, hit: Hit) -> bool:
    """Whether the sentence asks about the sign in general: by its words, or by "is ... normal" in a question."""
    layout, start = scene.layout, hit.found.start
    if scene.any("general", start, layout.part):
        return True
    return layout.sentence[start] in layout.questions and scene.any("normal", start, layout.part)


def _asked(scene: Scene, hit: Hit) -> Judged:
    """A question in general; unclear when it is of the kind that people ask about themselves: "is it normal to"."""
    layout, start = scene.layout, hit.found.start
    personal = scene.any("normal_to", start, layout.part) and not scene.any("general", start, layout.part)
    return UNCLEAR if personal else HYPOTHETICAL
