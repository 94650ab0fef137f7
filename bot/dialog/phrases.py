"""The texts and labels that code names itself, by id. Every language must have them; `bot.content` checks that it does."""

from __future__ import annotations

from .diary import SIDES, SITES
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

# texts: reminders and settings
REMIND_SAVED = "remind.saved"
REMIND_TOO_MANY = "remind.too_many"
REMIND_NEVER = "remind.never"
REMIND_ASK_CLINIC = "remind.ask_clinic"
ZONE_SET = "zone.set"
QUIET_SET = "quiet.set"
QUIET_NONE = "quiet.none"
SETTINGS = "settings"
SETTINGS_ZONE = "settings.zone"
SETTINGS_NO_ZONE = "settings.no_zone"
SETTINGS_QUIET = "settings.quiet"
SETTINGS_NO_QUIET = "settings.no_quiet"
SETTINGS_CHECK_INS = "settings.check_ins"
SETTINGS_NO_CHECK_INS = "settings.no_check_ins"
WHEN_WHICH = "when.which"
FORM_STOPPED = "form.stopped"
PLACE_HINT = "place.hint"
PLACE_KNOWN = "place.known"
PLACE_NOT_NEEDED = "place.not_needed"
PLACE_NOT_ASKED = "place.not_asked"

# texts: injection day
DOSE_TODAY = "dose.today"
DOSE_DAY = "dose.day"
DOSE_MOVED_FROM = "dose.moved_from"
DOSE_RHYTHM = "dose.rhythm"
DOSE_LATE = "dose.late"
DOSE_MISSED = "dose.missed"
DOSE_OPEN = "dose.open"
DOSE_AS_ASKED = "dose.as_asked"
DOSE_NO_ANSWER = "dose.no_answer"
DOSE_TOMORROW = "dose.tomorrow"
DOSE_DID_YOU = "dose.did_you"
DOSE_WHEN = "dose.when"
DOSE_PUT_OFF = "dose.put_off"
DOSE_SKIPPED = "dose.skipped"
DOSE_NEXT = "dose.next"
DOSE_LOGGED = "dose.logged"
DOSE_LOGGED_AT = "dose.logged_at"
DOSE_SITE = "dose.site"
DOSE_SIDE = "dose.side"
DOSE_LAST_PLACE = "dose.last_place"
DOSE_OLDEST_PLACE = "dose.oldest_place"
DOSE_CHECK_INS = "dose.check_ins"
DOSE_FIX = "dose.fix"
DOSE_REMOVE = "dose.remove"
DOSE_REMOVED = "dose.removed"
AFTER_SIGNS = "after_shot.signs"
AFTER_WELL = "after_shot.well"
AFTER_STILL_STOP = "after_shot.still_stop"
AFTER_DAY = "after_shot.day"

# texts: looking after reminders, the log and what is kept
LIST = "list"
LIST_EMPTY = "list.empty"
LIST_NEXT = "list.next"
LIST_PAUSED = "list.paused"
LIST_OVER = "list.over"
LIST_LOST = "list.lost"
REMINDER_RHYTHM = "reminder.rhythm"
REMINDER_AT = "reminder.at"
REMINDER_FROM_DONE = "reminder.from_done"
REMINDER_WAITING = "reminder.waiting"
REMINDER_PUT_OFF = "reminder.put_off"
REMINDER_PAUSED = "reminder.paused"
REMINDER_OVER = "reminder.over"
REMINDER_NEXT = "reminder.next"
REMINDER_NEXT_AT = "reminder.next_at"
REMINDER_DELETED = "reminder.deleted"
ZONE_LOST = "zone.lost"
HISTORY = "history"
HISTORY_EMPTY = "history.empty"
HISTORY_SHOT = "history.shot"
HISTORY_CHECK = "history.check"
HISTORY_BOTH = "history.both"
EXPORT = "export"
CALENDAR_FILE = "calendar.file"
ERASE_ASK = "erase.ask"
ERASE_KEPT = "erase.kept"
ERASED = "erase.done"

# texts: notes over the chat
TOAST_DOSE_GONE = "toast.dose_gone"
TOAST_DOSE_CLOSED = "toast.dose_closed"
TOAST_DOSE_ANSWERED = "toast.dose_answered"
TOAST_EVENING_OVER = "toast.evening_over"
TOAST_NEXT_FIRST = "toast.next_first"
TOAST_NOT_LOGGED = "toast.not_logged"
TOAST_UNDO_OVER = "toast.undo_over"
TOAST_UNDONE = "toast.undone"
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
MENU_REMIND = "menu.remind"
MENU_REMINDERS = "menu.reminders"
MENU_HISTORY = "menu.history"
MENU_SETTINGS = "menu.settings"
MENU_EXPORT = "menu.export"
MENU_DELETE = "menu.delete"
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
LABEL_VALUE = "value"
LABEL_BLANK = "blank"
LABEL_EARLIER = "earlier"
LABEL_LATER = "later"
LABEL_OTHER_REGION = "other_region"
LABEL_SHARE_PLACE = "share_place"
LABEL_MY_REMINDERS = "my_reminders"
LABEL_NEW_REMINDER = "new_reminder"
LABEL_SETTINGS = "settings"
LABEL_CHANGE_ZONE = "change_zone"
LABEL_CHANGE_QUIET = "change_quiet"
LABEL_CHECK_INS = "check_ins"
LABEL_YES = "yes"
LABEL_NO = "no"
LABEL_NOT_SURE = "not_sure"
LABEL_NONE_OF_THESE = "none_of_these"
LABEL_HAVE_THIS = "have_this"
LABEL_BROWSE = "browse"
LABEL_ALL_GROUPS = "all_groups"

LABEL_DOSE_DONE = "dose_done"
LABEL_DOSE_LATER = "dose_later"
LABEL_DOSE_MOVE = "dose_move"
LABEL_DOSE_SKIP = "dose_skip"
LABEL_DOSE_THAT_DAY = "dose_that_day"
LABEL_DOSE_OTHER_DAY = "dose_other_day"
LABEL_DOSE_NO = "dose_no"
LABEL_DOSE_HOUR = "dose_hour"
LABEL_DOSE_EVENING = "dose_evening"
LABEL_DOSE_TIME = "dose_time"
LABEL_DOSE_WELL = "dose_well"
LABEL_DOSE_FIX = "dose_fix"
LABEL_LEAVE_OPEN = "leave_open"
LABEL_NO_PLACE = "no_place"
LABEL_FIX_DAY = "fix_day"
LABEL_FIX_PLACE = "fix_place"
LABEL_REMOVE = "remove"
LABEL_REMOVE_YES = "remove_yes"
LABEL_KEEP_IT = "keep_it"
LABEL_UNDO = "undo"
LABEL_FEELS_WRONG = "feels_off_now"
LABEL_REMINDER = "reminder"
LABEL_ANSWER = "answer"
LABEL_HAD_TODAY = "had_today"
LABEL_MOVE_NEXT = "move_next"
LABEL_SKIP_NEXT = "skip_next"
LABEL_EVENING = "evening_before"
LABEL_REPEAT = "repeat"
LABEL_ADD_PAST = "add_past"
LABEL_CALENDAR = "calendar"
LABEL_CHANGE = "change"
LABEL_PAUSE = "pause"
LABEL_RESUME = "resume"
LABEL_DELETE = "delete"
LABEL_HISTORY = "history"
LABEL_FIX = "fix"
LABEL_NEWER = "newer"
LABEL_OLDER = "older"
LABEL_ERASE = "erase"
LABEL_INJECTION_DAY = "injection_day"

_names = {name: value for name, value in globals().items() if isinstance(value, str) and name.isupper()}
FIXED_LABELS = frozenset(value for name, value in _names.items() if name.startswith("LABEL_")) - {LABEL_NO_PLACE}
FIXED_TEXTS = frozenset(value for name, value in _names.items() if not name.startswith("LABEL_"))

IN_PAIRS = frozenset(
    [
        *(LABEL_BACK, LABEL_STOP, LABEL_DOSE_DONE, LABEL_DOSE_LATER, LABEL_DOSE_MOVE, LABEL_DOSE_SKIP, LABEL_DOSE_OTHER_DAY, LABEL_DOSE_NO),
        *(
            LABEL_DOSE_HOUR,
            LABEL_DOSE_EVENING,
            LABEL_DOSE_TIME,
            LABEL_DOSE_FIX,
            LABEL_MY_REMINDERS,
            LABEL_UNDO,
            LABEL_FIX_DAY,
            LABEL_FIX_PLACE,
        ),
        *(LABEL_REMOVE, LABEL_REMOVE_YES, LABEL_KEEP_IT, LABEL_HISTORY, LABEL_REMINDER, LABEL_MOVE_NEXT, LABEL_SKIP_NEXT, LABEL_ADD_PAST),
        *(LABEL_CALENDAR, LABEL_CHANGE, LABEL_PAUSE, LABEL_RESUME, LABEL_DELETE, LABEL_FIX, LABEL_NEWER, LABEL_OLDER),
    ]
)
"""Labels whose button shares its row with another."""

SHOTS = frozenset(f"shot.{name}" for name in (*SITES, *SIDES))
"""The places of an injection, on buttons in pairs and in sentences."""

NAMED = frozenset([LABEL_NO_PLACE, *(f"side.{side}" for side in SIDES), *(f"level.{level.name.lower()}" for level in Level)])
"""Names that stand in sentences only: sides, and how a check ended."""

MENU = {
    "check": MENU_CHECK,
    "remind": MENU_REMIND,
    "reminders": MENU_REMINDERS,
    "history": MENU_HISTORY,
    "faq": MENU_FAQ,
    "settings": MENU_SETTINGS,
    "help": MENU_HELP,
    "privacy": MENU_PRIVACY,
    "export": MENU_EXPORT,
    "delete": MENU_DELETE,
    "cancel": MENU_CANCEL,
}
"""The command menu, in its order. /start is not in it: Telegram offers it by itself."""

REPLIES = {"yes": LABEL_YES, "no": LABEL_NO, "not_sure": LABEL_NOT_SURE}
"""The answers to a doubt, and the labels whose words say them."""

_SAID = ("check", "cancel", "faq", "help", "privacy", "reminders", "history", "settings", "export", "delete")
DOSE_IN_WORDS = {"had": LABEL_DOSE_DONE, "later": LABEL_DOSE_LATER, "move": LABEL_DOSE_MOVE, "skip": LABEL_DOSE_SKIP}
"""What can be said of an injection that was asked about, by the verbs of its buttons, and the labels that list the words."""

IN_WORDS = {name: f"words.{name}" for name in _SAID}
"""What can be asked for in words as well as by a command, and the labels that list the words."""

IN_LONGER_WORDS = {"remind": "words.remind"}
"""The same, for what goes on after these words: "remind me on Friday"."""
