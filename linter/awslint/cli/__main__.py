"""`python -m awslint.cli`."""

from awslint.cli import main

main()
