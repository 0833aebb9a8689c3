"""kill -9 at any moment leaves a store that holds the old or the new state."""

import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from uploads import TEXT, upload

from newsgauge import ingest, shards
from newsgauge.store import Store

ROOT = Path(__file__).parents[1]


TRIALS = 110 if hasattr(os, "fork") else 12              # without fork every trial has to start Python anew

# Told one operation a line, runs each in a process of its own (a fork, so that it starts at once) and answers when it
# is at work. With an argument: runs that operation and ends.
KILLED = r"""
import json, os, sys
from newsgauge import corrections, ingest, jobs, shards, tabulate, upkeep
TEXT = sys.argv[1]
upkeep._OUTLIVES = 0.2             # so that what was replaced is thrown away in time to be killed over it
def upload(n): return jobs.Upload(f"n{n}.txt", TEXT.format(n).encode())
def run(home, action, argument):
    if action == "add": ingest.add([upload(argument)], home)
    elif action == "remove": ingest.remove([argument], home)
    elif action == "wipe": ingest.remove([argument], home, wipe=True)
    elif action == "restore": ingest.restore([argument], home)
    elif action == "correct": corrections.append(home, argument, changes={"value": 7.0})
    else:
        tabulate.extractor_version = lambda: argument
        ingest.build([], home)
if len(sys.argv) > 2:
    home, action, argument = json.loads(sys.argv[2])
    run(__import__("pathlib").Path(home), action, argument)
    sys.exit()
job = next(jobs.find_jobs(__import__("pathlib").Path("none"), [upload(0)]))
tabulate.process(job.source(job.data()))
import pyarrow.parquet, pyarrow.compute, newsgauge.workers
for line in sys.stdin:
    home, action, argument = json.loads(line)
    child = os.fork()
    if not child:
        run(__import__("pathlib").Path(home), action, argument)
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""


def state_of(home):
    """What the store holds, document by document, as a reader sees it."""
    store = Store.open(home)
    assert store.problems == ()
    documents = store.documents().set_index("document_id")["observations"].to_dict()
    observations = store.observations(rejected=True)
    counts = observations.groupby("document_id").size().to_dict()
    assert counts == documents                           # no table without its fellow
    assert set(store.articles()["document_id"]) == set(documents)
    return set(documents), float(observations["value"].sum())


def test_kill_at_any_moment_leaves_the_old_or_the_new_state(tmp_path):
    chance = random.Random(5)
    home = tmp_path / "home"
    ingest.add([upload(number) for number in range(3)], home)
    zygote = None
    if hasattr(os, "fork"):
        zygote = subprocess.Popen([sys.executable, "-c", KILLED, TEXT], cwd=ROOT, text=True,
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    outcomes = {"old": 0, "new": 0}
    try:
        took = run_and_kill(zygote, [str(home), "add", 50], after=60)      # as long as it wants
        after, total_after = state_of(home)
        for trial in range(TRIALS):
            before, total = after, total_after
            action, argument, documents, change = choose(chance, home, trial, before)
            run_and_kill(zygote, [str(home), action, argument], after=chance.uniform(0, 1.3 * took))
            after, total_after = state_of(home)
            new = after == documents and (change is None or total_after == pytest.approx(total + change))
            old = after == before and total_after == pytest.approx(total)
            assert old or new, f"trial {trial}: {action} left {after} and {total_after} of {before} and {total}"
            outcomes["new" if new and not (old and action == "correct") else "old"] += 1
    finally:
        if zygote:
            zygote.stdin.close()
            zygote.wait()
            zygote.stdout.close()
    assert min(outcomes.values()) > TRIALS / 20, f"the kills did not hit the work: {outcomes}"
    ingest.build([], home)                               # and the next build finds all in order
    assert state_of(home)


def choose(chance, home, trial, before):
    """An operation, the documents it should leave, and by how much it changes the sum of values if it says so."""
    removed = sorted(shards.removed_documents(home))
    actions = ["add", "add", "remove", "wipe", "restore", "correct", "build"] if len(before) < 7 else ["wipe"]
    action = chance.choice(actions)
    if action == "restore" and removed:
        return action, removed[0], before | {removed[0]}, None
    if action in ("remove", "wipe") and len(before) > 2:
        gone = chance.choice(sorted(before))
        return action, gone, before - {gone}, None
    if action == "correct":
        row = Store.open(home).observation(Store.open(home).observations(limit=1)["observation_id"][0])
        row = {name: str(value) if name.startswith("period_") else value for name, value in row.items()}
        return action, row, before, 7.0 - row["value"]
    if action == "build":                                # completes the additions that were killed after the reading
        known = {record["sha256"][:16] for record in shards.list_originals(home)}
        return action, f"version {trial}", known - set(removed), None
    text = TEXT.format(trial + 100).encode()
    return "add", trial + 100, before | {hashlib.sha256(text).hexdigest()[:16]}, None


def kill(process):
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def run_and_kill(zygote, operation, *, after):
    """Start an operation, kill it when it takes longer than `after` seconds, and return how long it took."""
    begun = time.monotonic()
    if zygote is None:
        victim = subprocess.Popen([sys.executable, "-c", KILLED, TEXT, json.dumps(operation)], cwd=ROOT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            victim.wait(after)
        victim.kill()
        victim.wait()
    else:
        zygote.stdin.write(json.dumps(operation) + "\n")
        zygote.stdin.flush()
        victim, begun = int(zygote.stdout.readline()), time.monotonic()
        killer = threading.Timer(after, kill, [victim])
        killer.start()
        assert zygote.stdout.readline() == "ended\n"
        killer.cancel()
    return time.monotonic() - begun
