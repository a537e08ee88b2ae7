"""The operator's pages: who works here, what help there is, where, by which weights, and what was done."""
