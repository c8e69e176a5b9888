"""AWS as data: generated tables of names and figures, each loaded only when it is asked for.

`exceptions`, `actions`, `engines`, `names`, `regions`, `references`, `handlers` and `resource_types` each read one file
of `data/`; what the files were made from, with versions, dates and licences, is in `data/sources.json`, which `sources`
reads. `python -m awslint.facts.build` makes them again. `common_errors`, `quotas` and the tables in `terraform`, which
come before those of `names`, are written by hand. Nothing here imports another package of awslint.
"""
