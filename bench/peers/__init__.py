"""Solvers of others, each run as a process of its own and never imported by the product."""
