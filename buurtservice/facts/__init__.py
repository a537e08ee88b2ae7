"""The append-only ledger of what happened, without a person. Figures are made from it alone."""
