"""Questions about custom key stores, their clusters and HSMs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from awslint.graph import Attribute, Deployment, Resource
from awslint.values import Missing, Range, Truth, all_true
from awslint_rules.kms._steps import only_looks

STORE = "AWS::KMS::CustomKeyStore"
CLUSTER = "AWS::CloudHSM::Cluster"
HSM = "AWS::CloudHSM::Hsm"
SUBNET = "AWS::EC2::Subnet"


@dataclass(frozen=True)
class Backing:
    """A key store in CloudHSM whose cluster this deployment creates.

    Attributes:
        certain: whether it is so (a store of unknown type may be an external one).
        hsms: the HSMs that surely belong to the cluster.
        others: how many HSMs of unknown clusters there are, which may belong to it.
    """

    store: Resource
    cluster: Resource
    certain: Truth
    hsms: tuple[Resource, ...]
    others: Range


def in_cloudhsm(store: Resource) -> Truth:
    """Returns whether a store is one in CloudHSM, which is the default."""
    kind = store.get("CustomKeyStoreType")
    return kind.is_missing | kind.equals("AWS_CLOUDHSM")


def backing(store: Resource, deployment: Deployment) -> Backing | None:
    """Returns the cluster of a store and its HSMs; None where the cluster is not one that this deployment creates."""
    cluster = store.get("CloudHsmClusterId").target(CLUSTER)
    if cluster is None or cluster.many or store.imported:
        return None
    new = cluster.is_new
    if new is Truth.NO:
        return None
    members, others, number = deployment.cached_per_world("HSMs", lambda: _hsms_by_cluster(deployment), doubts=False)
    for hsm in others[:1]:
        hsm.get("ClusterId").target()  # stands for all of them among the reasons why something is undecided
    return Backing(store, cluster, in_cloudhsm(store) & new, tuple(members.get(cluster.address, ())), number)


def _hsms_by_cluster(deployment: Deployment) -> tuple[dict[str, list[Resource]], list[Resource], Range]:
    """The HSMs of every cluster of the deployment; those of clusters that are not known, and how many these are."""
    members: dict[str, list[Resource]] = {}
    others = []
    for hsm in deployment.of_type(HSM):
        target = hsm.get("ClusterId").target()
        if target is None or target.type != CLUSTER:
            others.append(hsm)
        else:
            members.setdefault(target.address, []).append(hsm)
    return members, others, deployment.number(others)


def unseen_makers(found: Backing, deployment: Deployment) -> list[Resource]:
    """Steps and unread modules that know the cluster, or come after it, and so may make HSMs in it."""
    waited_for = deployment.before(found.store) | deployment.blocks_of(found.cluster)
    beside = deployment.after(found.cluster) - deployment.after(found.store)
    return [step for step in deployment.steps_in(waited_for | beside) if not only_looks(step)]


def in_one_zone(hsms: tuple[Resource, ...]) -> Truth:
    """Returns whether all HSMs are in the same Availability Zone."""
    return all_true(_same_zone(hsm, other) for hsm, other in pairwise(hsms))


def _same_zone(hsm: Resource, other: Resource) -> Truth:
    subnets = (hsm.get("SubnetId"), other.get("SubnetId"))
    if all(not isinstance(subnet.value, Missing) for subnet in subnets):
        same_subnet = subnets[0].same(subnets[1])
        if same_subnet is Truth.YES:
            return same_subnet
    zone, other_zone = zone_of(hsm), zone_of(other)
    if isinstance(zone.value, Missing) or isinstance(other_zone.value, Missing):
        return Truth.MAYBE
    return zone.same(other_zone)


def zone_of(hsm: Resource) -> Attribute:
    """Returns the attribute that says an HSM's Availability Zone: its own, or its subnet's where that is known."""
    own = hsm.get("AvailabilityZone")
    if not isinstance(own.value, Missing):
        return own
    subnet = hsm.get("SubnetId")
    target = subnet.target(SUBNET)
    return target.get("AvailabilityZone") if target is not None else subnet


def restored(cluster: Resource) -> Truth:
    """Returns whether a cluster is made from a backup, and so comes up initialised and active."""
    return cluster.get("SourceBackupId").is_set


def is_call(resource: Resource) -> bool:
    """Returns whether a resource is made by a single API call of a custom resource (CDK's AwsCustomResource)."""
    return resource.native_type.startswith("Custom::")


def depend(of: Resource, *others: Resource) -> str:
    """Returns the advice to let a resource wait for others, in its language."""
    addresses = list(dict.fromkeys(hsm.block for hsm in others))
    if of.language == "terraform":
        written = list(dict.fromkeys(of.dependency_on(hsm) for hsm in others))
        if None not in written:
            return f"add depends_on = [{', '.join(map(str, written))}] to {of.address}"
        return f"let {of.address} wait for {' and '.join(addresses)} (an output of that module, or depends_on)"
    return f"add DependsOn: {addresses[0] if len(addresses) == 1 else addresses} to {of.address}".replace("'", "")
