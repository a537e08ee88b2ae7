"""Routes what found no match in time: to the paid team, or to the worker where the team may not."""
