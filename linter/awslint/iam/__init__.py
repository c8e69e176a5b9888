"""Policy documents as abstract values, and what they allow, in three values.

`documents` reads them, `matching` compares patterns, `evaluation` decides, `companions` knows which actions go
together.
"""

from awslint.iam.companions import Companion, When, companions_of
from awslint.iam.documents import Document, Entries, Principals, Statement, elements, entries_of, parse_policy
from awslint.iam.evaluation import (
    Decision,
    Reason,
    allows_all,
    allows_any,
    could_allow,
    could_assume,
    decides,
    granting,
    trusts,
    unmatched_types,
)
from awslint.iam.matching import action_matches, arn_matches, covers_type

__all__ = [
    "Companion",
    "Decision",
    "Document",
    "Entries",
    "Principals",
    "Reason",
    "Statement",
    "When",
    "action_matches",
    "allows_all",
    "allows_any",
    "arn_matches",
    "companions_of",
    "could_allow",
    "could_assume",
    "covers_type",
    "decides",
    "elements",
    "entries_of",
    "granting",
    "parse_policy",
    "trusts",
    "unmatched_types",
]
