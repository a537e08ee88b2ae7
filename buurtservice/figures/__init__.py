"""The four figures and those beside them, from facts alone. docs/figures.md gives the definitions."""
