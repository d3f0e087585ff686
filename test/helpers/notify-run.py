"""Runs a program as systemd runs a unit of Type=notify, and prints the first thing that it says to systemd.

Ends with the program; a SIGTERM ends the program too.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "notify")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(path)
    child = subprocess.Popen(sys.argv[1:], env={**os.environ, "NOTIFY_SOCKET": path})
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    print(listener.recv(4096).decode(), flush=True)
    child.wait()
