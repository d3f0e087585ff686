"""Runs a command in a pseudo-terminal of its own: pty-run.py COLUMNS ROWS COMMAND [ARGUMENT ...]

Stdin is typed into the terminal, what the terminal shows goes to stdout, and the exit code is the command's
(128 + signal where one ended it). The command ends with this process.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios


def start(columns, rows, command):
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    child = os.fork()
    if child == 0:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for stream in (0, 1, 2):
            os.dup2(slave, stream)
        os.closerange(3, 64)
        os.execvp(command[0], command)
    os.close(slave)
    return master, child


def relay(master):
    """Until the terminal is closed on the other side."""
    sources = [master, 0]
    while True:
        ready, _, _ = select.select(sources, [], [])
        if 0 in ready:
            typed = os.read(0, 65536)
            if typed:
                os.write(master, typed)
            else:
                sources.remove(0)
        if master in ready:
            try:
                shown = os.read(master, 65536)
            except OSError:
                return
            if not shown:
                return
            while shown:
                shown = shown[os.write(1, shown) :]


def main():
    columns, rows, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    master, child = start(columns, rows, command)

    def end(_signal, _frame):
        os.kill(child, signal.SIGKILL)
        sys.exit(143)

    signal.signal(signal.SIGTERM, end)
    relay(master)
    _, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


main()
