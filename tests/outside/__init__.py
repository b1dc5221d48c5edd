"""Tests of what is asked of the world, against servers on loopback."""
