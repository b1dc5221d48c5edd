"""Flows: the format, the checks and the engine. Pure: no file, no clock, no database."""
