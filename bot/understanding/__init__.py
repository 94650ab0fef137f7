"""Typed text -> what it says, as ids. Pure functions over data that `bot.content` loads.

Must not know chats, the clock or storage: the same text gives the same reading in every state.
"""

import os

# Vectors here are small: a second thread of numpy's BLAS only waits for the first, and on a busy machine it waits tens of milliseconds.
# It is read once, when numpy is first imported, so it stands before every module that imports it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
