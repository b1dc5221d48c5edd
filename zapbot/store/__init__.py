"""All SQL lives here: one file per noun, plain functions on one connection, rows out as dataclasses."""
