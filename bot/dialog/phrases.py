"""The texts and labels that code names itself, by id. Every language must have them; `bot.content` checks that it does."""

from __future__ import annotations

# texts: the card
CARD_PROGRESS = "card.progress"
CARD_ANSWERS = "card.answers"
CARD_LAPSED = "card.lapsed"
CARD_CHANGED = "card.changed"
CARD_CHANGED_OPTION = "card.changed_option"
CARD_LATE = "card.late"
CARD_NOT_UNDERSTOOD = "card.not_understood"
CHECK_STOPPED = "check.stopped"

# texts: a sign that may have been meant
DOUBT_ASK = "doubt.ask"
DOUBT_NO = "doubt.no"
DOUBT_EXPIRED = "doubt.expired"

# texts: questions
FAQ_GROUPS = "faq.groups"
FAQ_TOPICS = "faq.topics"
FAQ_SUGGEST = "faq.suggest"
FAQ_UNKNOWN = "faq.unknown"
FOREIGN = "foreign"

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
TOAST_TOPIC_GONE = "toast.topic_gone"

# texts: the bot's profile and menu
PROFILE_SHORT = "profile.short"
PROFILE_LONG = "profile.long"
MENU_CHECK = "menu.check"
MENU_FAQ = "menu.faq"
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
LABEL_NEW_CHECK = "new_check"
LABEL_OPEN_PRIVATE = "open_private"
LABEL_YES = "yes"
LABEL_NO = "no"
LABEL_NOT_SURE = "not_sure"
LABEL_NONE_OF_THESE = "none_of_these"
LABEL_HAVE_THIS = "have_this"
LABEL_BROWSE = "browse"
LABEL_ALL_GROUPS = "all_groups"

_names = {name: value for name, value in globals().items() if isinstance(value, str) and name.isupper()}
FIXED_LABELS = frozenset(value for name, value in _names.items() if name.startswith("LABEL_"))
FIXED_TEXTS = frozenset(value for name, value in _names.items() if not name.startswith("LABEL_"))

REPLIES = {"yes": LABEL_YES, "no": LABEL_NO, "not_sure": LABEL_NOT_SURE}
"""The answers to a doubt, and the labels whose words say them."""

IN_WORDS = {name: f"words.{name}" for name in ("check", "cancel", "faq", "help", "privacy")}
"""What can be asked for in words as well as by a command, and the labels that list the words."""

IN_LONGER_WORDS = {"remind": "words.remind"}
"""The same, for what goes on after these words: "remind me on Friday"."""

MENU = {"check": MENU_CHECK, "faq": MENU_FAQ, "help": MENU_HELP, "privacy": MENU_PRIVACY, "cancel": MENU_CANCEL}
"""The command menu, in its order. /start is not in it: Telegram offers it by itself."""
