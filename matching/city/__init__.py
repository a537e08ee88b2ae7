"""Chooses matches for a whole city: thousands to hundreds of thousands of residents, with a proven bound.

The same problem as in ``matching.choosing``, too large for one search. Prices for the whole city come from
a first-order method (``prices``) and give the bound (``bound``); windows over neighbourhoods, with the
columns that these prices leave in the running, give the choice (``windows``, ``passes``). It reads no clock
and no file.
"""
