"""Benchmarks: what the matcher is worth, measured on generated neighbourhoods. Nothing here is shipped."""
