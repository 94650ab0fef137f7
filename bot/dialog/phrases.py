"""The texts and labels that code names itself, by id. Every language must have them; `bot.content` checks that it does."""

from __future__ import annotations

from .script import Level

# texts: the card
CARD_PROGRESS = "card.progress"
CARD_ANSWERS = "card.answers"
CARD_LAPSED = "card.lapsed"
CARD_CHANGED = "card.changed"
CARD_CHANGED_OPTION = "card.changed_option"
CARD_LATE = "card.late"
CARD_NOT_UNDERSTOOD = "card.not_understood"
CHECK_STOPPED = "check.stopped"

# texts: plans and timers
PLAN_MINUTES = "plan.minutes"
TIMER_STARTED = "timer.started"
TIMER_RUNNING = "timer.running"
TIMER_OVER = "timer.over"
TIMER_CANCELLED = "timer.cancelled"
TIMER_EXPIRED = "timer.expired"

# texts: commands and everything outside a check
WELCOME = "start.welcome"
HELP = "help"
PRIVACY = "privacy"
UNKNOWN_COMMAND = "command.unknown"
NOTHING_TO_CANCEL = "cancel.nothing"
IDLE = "idle"
EDITED_IGNORED = "edited.ignored"
ATTACHED_UNREADABLE = "attached.unreadable"
GROUP_REFUSED = "group.refused"
NOT_SAVED = "error.not_saved"
FAILED = "error.failed"

# texts: notes over the chat
TOAST_PICK_ONE = "toast.pick_one"
TOAST_ANSWERED = "toast.answered"
TOAST_FINISHED = "toast.finished"
TOAST_OLD_BUTTON = "toast.old_button"
TOAST_OLD_PLAN = "toast.old_plan"

# texts: the bot's profile and menu
PROFILE_SHORT = "profile.short"
PROFILE_LONG = "profile.long"
MENU_CHECK = "menu.check"
MENU_HELP = "menu.help"
MENU_PRIVACY = "menu.privacy"
MENU_CANCEL = "menu.cancel"

# labels
LABEL_BACK = "back"
LABEL_STOP = "stop"
LABEL_DONE = "done"
LABEL_MINUTES = "minutes"
LABEL_START_CHECK = "start_check"
LABEL_HELP = "help"
LABEL_TIMER_DONE = "timer_done"
LABEL_FEELS_OFF = "feels_off_now"
LABEL_NEW_CHECK = "new_check"
LABEL_OPEN_PRIVATE = "open_private"

STANDING_TOAST = {Level.URGENT: "toast.standing.urgent", Level.STOP: "toast.standing.stop"}
STANDING_IDLE = {Level.URGENT: "idle.urgent", Level.STOP: "idle.stop"}

_names = {name: value for name, value in globals().items() if isinstance(value, str) and name.isupper()}
FIXED_LABELS = frozenset(value for name, value in _names.items() if name.startswith("LABEL_"))
FIXED_TEXTS = frozenset(
    [value for name, value in _names.items() if not name.startswith("LABEL_")] + [*STANDING_TOAST.values(), *STANDING_IDLE.values()]
)

MENU = {"check": MENU_CHECK, "help": MENU_HELP, "privacy": MENU_PRIVACY, "cancel": MENU_CANCEL}
"""The command menu, in its order. /start is not in it: Telegram offers it by itself."""
