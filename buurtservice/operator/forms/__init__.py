"""The operator's forms, a module for each subject."""
