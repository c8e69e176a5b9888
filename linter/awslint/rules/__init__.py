"""What a rule is: its declaration, its verdicts, the registry, and the run over a deployment."""

from awslint.rules.declaration import Phase, Raises, Rule, Severity, rule
from awslint.rules.finding import Finding, Place
from awslint.rules.verdict import Related, Verdict

__all__ = ["Finding", "Phase", "Place", "Raises", "Related", "Rule", "Severity", "Verdict", "rule"]
