"""The command line. This module is light, so that Ctrl-C ends it cleanly while the rest loads."""

import gc
import signal
import sys

_LONGEST = 3  # seconds; who asks for a completion does not wait longer


def main() -> None:
    """Run the command line: the entry point."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()  # a run is over before circles of dead objects fill the memory
    try:
        from .completion import answer, is_asked

        if is_asked(sys.argv[1:]):
            from rebalance.system import end_in

            with end_in(_LONGEST):
                answer(sys.argv[1:])
            return
        from .app import app
        from .boundary import run

        run(app)
    finally:
        gc.enable()
