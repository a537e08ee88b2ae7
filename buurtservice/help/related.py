"""Kinds of help that one activity can answer together, by the codes of a new installation.

An activity brings people to one place, or one group of volunteers past several doors. So kinds belong
together where that one thing answers all of them, and not because they are alike. A code that an installation
has not is passed over; what is in no set is suggested by itself only.
"""

RELATED_KINDS: tuple[frozenset[str], ...] = (
    # Cooking and eating at one table is company, and there one practises a language.
    frozenset({"cooking", "buddy", "language"}),
    # A trip to the shops with one car or bus answers who cannot get there, and who cannot carry.
    frozenset({"shopping", "transport"}),
    # An hour in the community centre with people who help with letters, a telephone or a word.
    frozenset({"computer", "forms", "language"}),
    # A day on which a group with tools goes past the doors.
    frozenset({"garden", "odd_jobs"}),
)
