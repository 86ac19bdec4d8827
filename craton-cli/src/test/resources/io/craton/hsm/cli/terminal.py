"""Runs a command on a pseudo-terminal and answers its prompts: PROMPT ANSWER ... -- COMMAND ...

Everything the command prints goes to standard output; the exit code is the command's. A prompt that does not
come within three minutes ends the run with exit code 99.
"""
import os
import pty
import select
import sys
import time

split = sys.argv.index("--")
pairs, command = sys.argv[1:split], sys.argv[split + 1 :]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)

seen = b""
deadline = time.time() + 180


def pump():
    """Reads a piece of output; False at its end."""
    global seen
    if not select.select([terminal], [], [], 1)[0]:
        return True
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        return False
    seen += piece
    sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
    return bool(piece)


open_ = True
for prompt, answer in zip(pairs[::2], pairs[1::2]):
    while prompt.encode() not in seen and open_:
        open_ = pump()
        if time.time() > deadline:
            sys.exit(99)
    if not open_:
        break
    seen = seen.split(prompt.encode(), 1)[1]
    # The echo is switched off just before or after the prompt is printed.
    time.sleep(0.5)
    os.write(terminal, answer.encode() + b"\n")
while open_:
    open_ = pump()
    if time.time() > deadline:
        sys.exit(99)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
