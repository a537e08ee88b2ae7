"""Lets `python -m buurtservice` do what the command `buurtservice` does."""

from buurtservice.cli import main

main(prog_name="buurtservice")
