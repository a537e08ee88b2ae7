"""Pages as people meet them: in a real browser, from a real server, on a real database."""
