"""Would a test notice? A flow is changed in one place at a time and its talks are played again.

A mutant no talk fails on is a place where the flow may break without anybody being told.
"""
