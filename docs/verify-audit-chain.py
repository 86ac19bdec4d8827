#!/usr/bin/env python3
"""Verifies an audit log with nothing but the standard library: verify-audit-chain.py FILE [PREVIOUS_HASH].
Prints VALID or BROKEN with the first bad line and the reason; exits 0 or 5. FILE may end in .gz. PREVIOUS_HASH is
the hash of the last line of the segment before. See formats.md, section "Audit log"."""
import gzip, hashlib, json, re, sys

ZEROS = "0" * 64
FORM = {"previous_hash": r"[0-9a-f]{64}", "time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z", "event": r".*", "result": r".*"}


def parse(line):
    try:
        entry = json.loads(line.decode("utf-8"))
        flat = type(entry) is dict and not any(isinstance(value, (dict, list, float)) for value in entry.values())
        numbers = flat and type(entry["format_version"]) is int and type(entry["seq"]) is int
        good = numbers and entry["format_version"] in (1, 2) and entry["seq"] > 0
        return entry if good and all(re.fullmatch(form, entry[name], re.S) for name, form in FORM.items()) else None
    except (ValueError, KeyError, TypeError):
        return None


def verify(data, expected=None):
    """The number of the first bad line and why, or (0, the hash of the last line)."""
    lines = data.split(b"\n")
    cut = lines.pop()
    lines += [cut] if cut else []
    entries = [parse(line) for line in lines]
    hashes = [hashlib.sha256(line).hexdigest() for line in lines]
    follows = [entry and entry["previous_hash"] for entry in entries]
    before, seq, time = expected or ZEROS, 0, ""
    for i, entry in enumerate(entries):
        number, last = i + 1, i + 1 == len(lines)
        if entry is None:
            return number, "truncated" if cut and last else "malformed"
        intact = not last and follows[i + 1] == hashes[i]
        links = follows[i] == before
        if i == 0:
            starts = (entry["seq"] == 1) == (follows[0] == ZEROS)
            if not starts or (expected and not links):
                return number, "removed" if starts and intact else "edited"
        elif links and (entry["seq"] != seq + 1 or entry["time"] < time):
            return number, "clock backwards" if entry["seq"] == seq + 1 and (intact or last) else "edited"
        elif not links:
            if follows[i] in hashes[:i - 1] or (entry["seq"] == 1 and follows[i] == ZEROS):
                return number, "forked"
            if before in follows[number:]:
                moved = follows[i] in hashes[number:] or intact or entry["seq"] > seq + 1
                return number, "reordered" if moved else "edited"
            if entry["seq"] > seq + 1:
                return number, "removed"
            return (i if entry["seq"] == seq + 1 and (intact or last) else number), "edited"
        before, seq, time = hashes[i], entry["seq"], entry["time"]
    return 0, before


if __name__ == "__main__":
    with (gzip.open if sys.argv[1].endswith(".gz") else open)(sys.argv[1], "rb") as log:
        content = log.read()
    line, word = verify(content, *sys.argv[2:3])
    print(f"BROKEN at line {line}: {word}" if line else f"VALID, head {word}")
    sys.exit(5 if line else 0)
