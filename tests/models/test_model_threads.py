"""Models that are opened side by side, each in its thread, as a gateway and a centre do at their start."""

from __future__ import annotations

import json
import subprocess
import sys

from models.model_file import MANIFEST

#: What a decoder looks up of a type takes long here, so that every thread is amid it at once.
OPENED_SIDE_BY_SIDE = """
import json, threading, time
import msgspec._utils as types
real = types.get_class_annotations
def slow(kind):
    time.sleep(0.01)
    found = real(kind)
    time.sleep(0.01)
    return found
from models.fire_risk import model as risk
from models.model_file import MANIFEST, shipped
types.get_class_annotations = slow
names = sorted(json.loads(MANIFEST.read_text()))
met = threading.Barrier(len(names))
done = []
def opened(name):
    met.wait()
    head, _, subject = name.rpartition("/")
    done.append((risk.shipped(subject) if head == "fire_risk" else shipped(name)).description.model)
threads = [threading.Thread(target=opened, args=(name,)) for name in names]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(*sorted(done))
"""


def test_every_model_is_opened_in_its_own_thread_at_once() -> None:
    told = subprocess.run([sys.executable, "-c", OPENED_SIDE_BY_SIDE], capture_output=True, text=True)

    assert told.returncode == 0, told.stderr[-2000:]
    assert told.stdout.split() == sorted(json.loads(MANIFEST.read_text()))
