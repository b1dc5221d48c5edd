"""Conversation tests: a talk written in YAML is played against flows on a virtual clock and compared.

`reading` turns a test file into a script, `playing` plays its talks and says what went otherwise, `coverage` and
`mutation` say what no talk looked at, `updating` writes what the bot really says into the file.
"""
