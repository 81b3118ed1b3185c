"""Run a command, and print the most bytes that its process held: `peak_memory.py COMMAND...`.

A process of its own, which is small: a child counts what its parent held when it was started.
"""

import os
import subprocess
import sys

if __name__ == "__main__":
    nothing = subprocess.DEVNULL
    child = subprocess.Popen(sys.argv[1:], stdout=nothing, stderr=nothing)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"{' '.join(sys.argv[1:])} ended with {child.returncode}")
    sys.stdout.write(f"{usage.ru_maxrss * (1 if sys.platform == 'darwin' else 1024)}\n")
