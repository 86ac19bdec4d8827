"""Types Ctrl-Z at a PIN prompt: PROMPT PIN -- COMMAND ...

Prints what the echo is at the prompt, while the process is stopped, and at the prompt that follows, then what the
command printed. A step that does not come within a minute ends the run with exit code 99.
"""
import os
import pty
import select
import signal
import sys
import termios
import time

split = sys.argv.index("--")
prompt, pin = sys.argv[1:split]
command = sys.argv[split + 1 :]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)

seen = b""
deadline = time.time() + 60


def echo():
    return "on" if termios.tcgetattr(terminal)[3] & termios.ECHO else "off"


def wait_for_prompt():
    global seen
    while prompt.encode() not in seen:
        if time.time() > deadline:
            sys.exit(99)
        if select.select([terminal], [], [], 1)[0]:
            seen += os.read(terminal, 4096)
    seen = seen.split(prompt.encode(), 1)[1]


def state():
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0]


def wait_for_state(wanted):
    while state() not in wanted:
        if time.time() > deadline:
            sys.exit(99)
        time.sleep(0.1)


wait_for_prompt()
time.sleep(0.5)
print("prompt", echo())
os.write(terminal, b"\x1a")
wait_for_state("T")
print("stopped", echo())
os.kill(pid, signal.SIGCONT)
wait_for_prompt()
time.sleep(0.5)
print("again", echo())
os.write(terminal, pin.encode() + b"\n")
rest = b""
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    rest += piece
print(rest.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
