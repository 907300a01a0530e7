"""Ends a process whose supervisor is gone, on systems that do not do it for us."""

import os
import signal
import threading
import time

PARENT = "DIXMINUTES_PARENT"


def watch_parent(every: float = 1.0, grace: float = 5.0) -> None:
    """End this process when its supervisor is gone: SIGTERM, then at once after `grace` seconds.

    For every long-running command; does nothing when no supervisor started it.
    """
    parent = int(os.environ.get(PARENT, "0"))
    if not parent:
        return
    direct = os.getppid() == parent

    def gone() -> bool:
        return os.getppid() != parent if direct else not _exists(parent)

    def watch() -> None:
        while not gone():
            time.sleep(every)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(grace)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
