"""How long a call takes, so that a test can compare two of them."""

import gc
import time


def processor_seconds(function, *arguments):
    """Seconds of processor time that the call takes, without pauses for garbage collection.

    After thousands of tests one full collection takes half a second, more than most of the calls that are measured.
    """
    gc.collect(0)
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        start = time.process_time()
        function(*arguments)
        return time.process_time() - start
    finally:
        if was_enabled:
            gc.enable()
