"""Run every measurement: `python -m tests.bench [door|deliver|latency|campaign|media|engine|replay|inbox|page ...]`."""

import sys

from tests.bench import campaign, deliver, door, engine, inbox, latency, media, page, replay, streams

ALL = {"door": door.main, "deliver": deliver.main, "latency": latency.main, "campaign": campaign.main}
ALL |= {"media": media.main, "engine": engine.main, "replay": replay.main, "inbox": inbox.main, "streams": streams.main}
ALL |= {"page": page.main}

for name in sys.argv[1:] or ALL:
    ALL[name]()
