"""Policy documents as abstract values, and what they allow, in three values.

`documents` reads them, `matching` compares patterns, `evaluation` decides, `companions` knows which actions go
together, `needs` which actions a deployment calls.
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
from awslint.iam.grants import Grants
from awslint.iam.matching import action_matches, arn_matches, covers_type, symbolic_arn
from awslint.iam.needs import PermissionNeed, Strength, needs

__all__ = [
    "Companion",
    "Decision",
    "Document",
    "Entries",
    "Grants",
    "PermissionNeed",
    "Principals",
    "Reason",
    "Statement",
    "Strength",
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
    "needs",
    "parse_policy",
    "symbolic_arn",
    "trusts",
    "unmatched_types",
]
