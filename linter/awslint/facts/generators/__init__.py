"""The makers of the tables: one module for each kind of source. `awslint.facts.build` calls them.

They import the pinned packages only inside of the functions that read these.
"""
