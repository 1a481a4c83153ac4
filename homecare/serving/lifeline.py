"""Web and clock end with the process that started them, however it ends.

Its end of a pipe is closed by the system, after a kill -9 too; whoever reads the other end knows.
"""

import os
import signal
import threading
import time

INSIST_SECONDS = 15


def follow(end: int) -> None:
    """End this process as soon as nobody holds the writing end of the pipe `end` any more."""
    threading.Thread(target=_wait, args=(end,), name="lifeline", daemon=True).start()


def _wait(end: int) -> None:
    while os.read(end, 1):
        pass  # nobody writes anything that matters
    # To the main thread: it may be waiting, and a signal that another one takes would not wake it.
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
    time.sleep(INSIST_SECONDS)
    os._exit(1)
