#!/usr/bin/env python3
"""Checks an access log of Feltbog, for somebody who has nothing to do with the server.

It needs Python 3.8 and nothing else, and shares no code with Feltbog: read it before you trust it.

    python3 audit_check.py access_log.jsonl kept.txt --server-key KEY [--witness KEY] [--answer answer.json]

access_log.jsonl   from `feltbog audit export`, one row a line
kept.txt           lines of `feltbog audit checkpoint`, countersigned or not, as somebody kept them
--server-key       public key of the server's checkpoints, as `feltbog audit checkpoint` tells it
--witness          public key of who countersigned: then every line has to be
--answer           an answer to a resident (`answer.json`), whose list of accesses is held against the log

Each row has a hash (SHA-256) of itself and of the hash before it. A checkpoint is a signed statement of the hash at a
row (ECDSA on P-256). Whoever changes, drops, moves or cuts off a row would have to forge a signature. The last line says
how many findings there are; the exit code is 1 with any.
"""

import argparse
import collections
import hashlib
import json
import sys
import uuid

# The curve P-256 (FIPS 186-5): the field, the coefficients, the order, and the base point.
FIELD = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
A = FIELD - 3
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
BASE = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def add(one, other):
    """The sum of two points; None is the point at infinity."""
    if one is None:
        return other
    if other is None:
        return one
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % FIELD == 0:
        return None
    if one == other:
        slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, FIELD)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, FIELD)
    x = (slope * slope - x1 - x2) % FIELD
    return x, (slope * (x1 - x) - y1) % FIELD


def times(number, point):
    """The point added to itself so many times."""
    total = None
    while number:
        if number & 1:
            total = add(total, point)
        point = add(point, point)
        number >>= 1
    return total


def point_of(key):
    """The point of a compressed public key in hexadecimal digits."""
    data = bytes.fromhex(key)
    if len(data) != 33 or data[0] not in (2, 3):
        raise ValueError("this is no public key")
    x = int.from_bytes(data[1:], "big")
    square = (x * x * x + A * x + B) % FIELD
    y = pow(square, (FIELD + 1) // 4, FIELD)
    if y * y % FIELD != square:
        raise ValueError("this is no public key")
    return x, y if y % 2 == data[0] % 2 else FIELD - y


def is_signed(key, text, signature):
    """Whether a signature of 64 bytes is that of a text by a public key."""
    data = bytes.fromhex(signature)
    if len(data) != 64:
        return False
    r, s = int.from_bytes(data[:32], "big"), int.from_bytes(data[32:], "big")
    if not (0 < r < ORDER and 0 < s < ORDER):
        return False
    digest = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    inverse = pow(s, -1, ORDER)
    point = add(times(digest * inverse % ORDER, BASE), times(r * inverse % ORDER, point_of(key)))
    return point is not None and point[0] % ORDER == r


def identity(text):
    """The bytes of an id; none where the row names nothing."""
    return uuid.UUID(text).bytes if text else b""


def hash_of(row, before):
    """The hash that a row must have after a row with another hash."""
    total = hashlib.sha256(b"feltbog audit 1" + before)
    for name in ("number", "at_millis", "count"):
        total.update(row[name].to_bytes(8, "big", signed=True))
    fields = (
        identity(row["person"]),
        identity(row["device"]),
        row["action"].encode(),
        row["purpose"].encode(),
        identity(row["department"]),
        identity(row["document"]),
        row["kind"].encode(),
    )
    for field in fields:
        total.update(len(field).to_bytes(8, "big") + field)
    return total.digest()


def read_checkpoints(path, server_key, witness):
    """The kept hashes by the number of their row, and findings about the lines."""
    kept, findings = {}, []
    with open(path, encoding="utf-8") as lines:
        for place, line in enumerate(lines, 1):
            words = line.split()
            if not words:
                continue
            where = f"line {place} of the kept ones"
            if words[0] not in ("feltbog-audit-1", "feltbog-audit-2") or len(words) < 5:
                findings.append(f"{where} is no checkpoint")
                continue
            number, at, digest, signature = words[1:5]
            if not is_signed(server_key, f"feltbog audit checkpoint 1 {number} {at} {digest}", signature):
                findings.append(f"{where} is not signed by the server")
                continue
            if witness and not is_countersigned(words, witness):
                findings.append(f"{where} is not countersigned by the second party")
                continue
            if kept.setdefault(int(number), digest) != digest:
                findings.append(f"{where} contradicts another line about row {number}")
    return kept, findings


def is_countersigned(words, witness):
    """Whether the words of a line end with a countersignature by a public key."""
    if words[0] != "feltbog-audit-2" or len(words) != 7 or words[5] != witness:
        return False
    text = "feltbog audit countersignature 1 feltbog-audit-1 " + " ".join(words[1:5])
    return is_signed(witness, text, words[6])


def follow(path, kept):
    """The rows, and the first finding about them. Older rows may be gone up to a kept checkpoint."""
    rows, last, before = [], 0, bytes(32)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            number = row["number"]
            if not rows and number > 1:
                if number - 1 not in kept:
                    return rows, [f"rows 1 to {number - 1} are missing, and no kept line is about row {number - 1}"]
                last, before = number - 1, bytes.fromhex(kept[number - 1])
            if number != last + 1:
                return rows, [f"after row {last} comes row {number}"]
            before = hash_of(row, before)
            if before.hex() != row["hash"]:
                return rows, [f"row {number} is not as it was written, or stands elsewhere"]
            if kept.get(number, before.hex()) != before.hex():
                return rows, [f"rows up to {number} were written anew: a kept line has another hash"]
            rows.append(row)
            last = number
    newest = max(kept, default=0)
    if newest > last:
        return rows, [f"the log ends at row {last}, and a kept line is about row {newest}"]
    return rows, []


def hold_answer(path, rows):
    """Findings about the list of accesses that a resident was given."""
    with open(path, encoding="utf-8") as file:
        answer = json.load(file)
    documents = {record["document"] for record in answer["records"]}
    told = collections.Counter((access["document"], access["at"]) for access in answer["accesses"])
    logged = collections.Counter()
    for row in rows:
        if row["document"] in documents:
            logged[row["document"], row["at_millis"]] += 1
    findings = []
    for (document, at), count in sorted(told.items()):
        if count > logged[document, at]:
            findings.append(f"the answer tells an access to {document} at {at} that the log does not have")
    if answer["has_more_accesses"]:
        return findings
    for (document, at), count in sorted(logged.items()):
        if at < answer["made_at"] and count > told[document, at]:
            findings.append(f"the answer leaves out an access to {document} at {at}")
    return findings


def main():
    parser = argparse.ArgumentParser(description="Checks an access log of Feltbog.")
    parser.add_argument("log")
    parser.add_argument("kept")
    parser.add_argument("--server-key", required=True)
    parser.add_argument("--witness")
    parser.add_argument("--answer")
    wanted = parser.parse_args()
    kept, findings = read_checkpoints(wanted.kept, wanted.server_key, wanted.witness)
    rows, faults = follow(wanted.log, kept)
    findings += faults
    if not kept:
        findings.append("no line was kept: a log that was made anew cannot be told from the true one")
    if wanted.answer and not faults:
        findings += hold_answer(wanted.answer, rows)
    for finding in findings:
        print(finding)
    print(f"{len(rows)} rows, {len(kept)} kept lines: {len(findings)} findings.")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
