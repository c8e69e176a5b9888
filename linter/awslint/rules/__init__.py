"""What a rule is: its declaration, its verdicts, the registry, and the run over a deployment."""

from awslint.rules.claims import Phase, Raises, Severity
from awslint.rules.declaration import Rule, rule
from awslint.rules.finding import Finding, Place, Suppressed
from awslint.rules.fix import Applicability, Edit, Fix, replacing
from awslint.rules.verdict import Related, Verdict

__all__ = [
    "Applicability",
    "Edit",
    "Finding",
    "Fix",
    "Phase",
    "Place",
    "Raises",
    "Related",
    "Rule",
    "Severity",
    "Suppressed",
    "Verdict",
    "replacing",
    "rule",
]
