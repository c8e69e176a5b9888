"""AWS as data: generated tables of names and figures, each loaded only when it is asked for.

`exceptions`, `actions`, `regions`, `references`, `handlers` and `resource_types` each read one file of `data/`; what
the files were made from, with versions, dates and licences, is in `data/sources.json`. `python -m awslint.facts.build`
makes them again. `names` and `common_errors` are written by hand. Nothing here imports another room of awslint.
"""
