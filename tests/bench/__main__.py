"""Run every measurement: `python -m tests.bench [door|deliver|latency|campaign|media|engine|replay ...]`."""

import sys

from tests.bench import campaign, deliver, door, engine, latency, media, replay

ALL = {"door": door.main, "deliver": deliver.main, "latency": latency.main, "campaign": campaign.main}
ALL |= {"media": media.main, "engine": engine.main, "replay": replay.main}

for name in sys.argv[1:] or ALL:
    ALL[name]()
