"""Run the command line with `python -m zapbot`."""

from zapbot.cli import main

main()
