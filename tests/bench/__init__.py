"""Measurements, run by hand: `python -m tests.bench`. Never asserted in tests."""
