"""A real conversation as a test: played again with everything personal replaced by inventions.

`masking` invents, `taking` plays the conversation and writes down its steps.
"""
