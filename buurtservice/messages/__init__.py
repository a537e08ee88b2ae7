"""What the service writes to people. A message is stored with the event that causes it, and leaves later."""
