"""Forms of scooters: what is filled in when reserving, handing out and keeping the fleet."""
