"""Gives the demonstration the middles of its neighbourhoods and of some postcodes, as an operator would.

They lie where the card box has its people; which letters belong to which street is made up. An installation
loads the real table (docs/operations.md).
"""

from buurtservice.residents.neighbourhoods import (
    NeighbourhoodValues,
    list_all_neighbourhoods,
    save_neighbourhood,
)
from buurtservice.residents.postcodes import read_postcodes, store_postcodes

# Neighbourhood: its middle, and its postcodes.
PLACES = {
    "Malpertuis": ((50.8577, 5.6675), ("6217 AA", "6217 AB", "6217 AC", "6217 AD")),
    "Caberg": ((50.8628, 5.6691), ("6217 BA", "6217 BB", "6217 BC", "6217 BD")),
    "Brusselse Poort-west": ((50.8526, 5.6758), ("6217 CA", "6217 CB", "6217 CC")),
    "Malberg": ((50.8582, 5.6504), ("6218 AA", "6218 AB", "6218 AC", "6218 AD")),
    "Oud-Caberg": ((50.8686, 5.6573), ("6218 BA", "6218 BB")),
}
WHOLE = {"6217": (50.8580, 5.6700), "6218": (50.8600, 5.6520)}
APART = 0.0012  # Degrees between the middles of postcodes, some 100 metres.


def add_postcodes() -> None:
    """Put the middles in, for whoever asks from now on; the people of the card box stay where they were."""
    for one in list_all_neighbourhoods():
        if one.name in PLACES:
            save_neighbourhood(one.id, NeighbourhoodValues(name=one.name, place=PLACES[one.name][0]))
    rows = [f"{code};{lat:.4f};{lon:.4f};" for code, (lat, lon) in WHOLE.items()]
    for name, ((lat, lon), codes) in PLACES.items():
        for number, code in enumerate(codes):
            step = (number - (len(codes) - 1) / 2) * APART
            rows.append(f"{code};{lat + step:.4f};{lon - step:.4f};{name}")
    store_postcodes(read_postcodes("\n".join(rows).encode()))
