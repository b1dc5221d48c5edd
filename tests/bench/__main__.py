"""Run every measurement: `python -m tests.bench [door|deliver|latency|engine|replay ...]`."""

import sys

from tests.bench import deliver, door, engine, latency, replay

ALL = {"door": door.main, "deliver": deliver.main, "latency": latency.main}
ALL |= {"engine": engine.main, "replay": replay.main}

for name in sys.argv[1:] or ALL:
    ALL[name]()
