"""How long a request whose time has passed may wait for the worker's decision."""

# A worker gets this long to decide on the first proposal of such a request (docs/adr/0007).
PROPOSAL_WAIT_DAYS = 3
