"""The worker process: Huey's consumer wakes drains, the drains empty queues that live in `zapbot.db`."""
