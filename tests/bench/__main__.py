"""Run every measurement: `python -m tests.bench [door|deliver|latency ...]`."""

import sys

from tests.bench import deliver, door, latency

ALL = {"door": door.main, "deliver": deliver.main, "latency": latency.main}

for name in sys.argv[1:] or ALL:
    ALL[name]()
