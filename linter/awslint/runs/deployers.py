"""Who deploys a unit by the user's word, added to its graph."""

from __future__ import annotations

from pathlib import Path

from awslint.graph import Deployment
from awslint.graph.deployers import Deployer, establish, of_policy, of_role
from awslint.graph.loading import Problem
from awslint.iam.documents import NotAPolicy, read_policy
from awslint.project import Unit
from awslint.project.configuration_keys import POLICY_FILE
from awslint.syntax.sources import Sources, why_unreadable


def add_deployer(deployment: Deployment, named: str | None, unit: Unit, sources: Sources) -> Problem | None:
    """Notes in the graph who deploys; a note where the role that is named is not in this unit."""
    configured: Deployer | None = None
    problem: Problem | None = None
    if named is not None and named.endswith(POLICY_FILE):
        try:
            configured = of_policy(named, read_policy(sources.read(Path(named), named).text))
        except NotAPolicy as error:
            problem = Problem("unreadable", f"deployer: {error}", named)
        except (OSError, UnicodeDecodeError) as error:
            problem = Problem("unreadable", f"deployer: {why_unreadable(error)}", named)
    elif named is not None:
        role = deployment.find(named)
        if role is not None and role.type == "AWS::IAM::Role":
            configured = of_role(role)
        elif not unit.called and deployment.resources:
            message = f"the deployer {named} is no role of this configuration; what it may do is not checked"
            problem = Problem("module", message, unit.path.as_posix(), is_read=True)
    establish(deployment, configured)
    return problem
