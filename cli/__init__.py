"""The command line. This module is light, so that Ctrl-C ends it cleanly while the rest loads."""

import gc
import signal


def main() -> None:
    """Run the command line: the entry point."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()  # a run is over before circles of dead objects fill the memory
    try:
        from .app import app
        from .boundary import run

        run(app)
    finally:
        gc.enable()
