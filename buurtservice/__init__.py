"""Buurtservice: the web application and its commands. A package per feature, named by the domain's word."""

__version__ = "0.1.0"
