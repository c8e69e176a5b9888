"""What awslint knows of AWS's exceptions: `awslint explain`, and the page that says which of them are predicted.

`subjects` reads what a log or a person writes, `answers` puts together what is known of it. `services` reads what the
folders of policies tell of their services, `causes` is written by hand. `logs` finds exceptions in a failed
deployment's output, `coverage` writes docs/exceptions.md.
"""
