"""A process that has loaded everything and forks a worker whenever it is told to: real processes, without two seconds each to start.

Run as `python -m tests.end_to_end.nursery`. Each line on its input is the environment of a new worker as JSON; the answer is the
worker's process id. Leases are short here, so that a test need not wait long for what a killed worker held; and one planned message
is on its way per worker at any rate, as it is at Telegram's usual one.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta

import orjson

from bot.service import ports

ports.LEASE = timedelta(seconds=3)  # before any other room takes a copy of it
ports.ORPHANED = timedelta(seconds=1)

from bot import app  # noqa: E402
from bot.content.library import load  # noqa: E402
from bot.service import delivery, pace  # noqa: E402
from bot.settings import ROOT, load_settings  # noqa: E402
from bot.storage import rows  # noqa: E402

delivery.BEAT, delivery.MARGIN = 0.5, 1.0
pace.PER_SLOT = 10_000


def main() -> None:
    import bot.storage.postgres
    import bot.storage.sqlite
    import bot.telegram.outbound
    import bot.telegram.polling
    import bot.telegram.profile
    import bot.telegram.updates
    import bot.telegram.webhook  # noqa: F401

    library = load(ROOT / "dialogs")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried without a word
    print("ready", flush=True)
    for line in sys.stdin:
        worker = os.fork()
        if not worker:
            os.environ.update(orjson.loads(line))
            sys.stdin.close()
            rows.ids.__dict__.update(vars(rows.Ids()))  # a process that starts by itself has ids of its own, too
            app._run(app._serve(load_settings(), library))
            os._exit(0)
        print(worker, flush=True)


if __name__ == "__main__":
    main()
