"""Proofs that race and kill: the guarantees of docs/adr/0006 under many threads and killed processes."""
