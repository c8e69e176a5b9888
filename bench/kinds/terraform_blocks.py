"""Blocks of Terraform that kinds of project are put together from: `#` stands for a number, `##` for the one before."""

from __future__ import annotations

from typing import Final

PROVIDER: Final = 'provider "aws" {\n  region = "eu-central-1"\n}\n'

OPEN: Final = 'variable "open" {}\n'


def resource(type_: str, name: str, *lines: str) -> str:
    return f'resource "{type_}" "{name}" {{\n' + "".join(f"  {line}\n" for line in lines) + "}\n"


def cluster(name: str = "c#") -> str:
    return resource("aws_cloudhsm_v2_cluster", name, 'hsm_type = "hsm2m.medium"', 'subnet_ids = ["subnet-1"]')


def hsm(name: str, cluster: str, zone: str = "a", *more: str) -> str:
    zone = f'availability_zone = "eu-central-1{zone}"'
    return resource("aws_cloudhsm_v2_hsm", name, f"cluster_id = {cluster}", zone, *more)


def store(cluster: str, name: str = "s#", *more: str) -> str:
    anchor = 'trust_anchor_certificate = "x"'
    password = 'key_store_password = "abcdefgh"'
    called = f'custom_key_store_name = "{name}"'
    return resource(
        "aws_kms_custom_key_store", name, f"cloud_hsm_cluster_id = {cluster}", called, password, anchor, *more
    )


def key(store: str, name: str = "k#", *more: str) -> str:
    return resource("aws_kms_key", name, f"custom_key_store_id = {store}", *more)


def step(name: str, command: str, *more: str) -> str:
    return resource("terraform_data", name, f'provisioner "local-exec" {{\n    command = "{command}"\n  }}', *more)


CONNECT: Final = "aws kms connect-custom-key-store --custom-key-store-id ${aws_kms_custom_key_store.s#.id}"
OWN: Final = "aws_cloudhsm_v2_cluster.c#.cluster_id"

ONE: Final = "aws_cloudhsm_v2_cluster.c.cluster_id"
STORE: Final = "aws_kms_custom_key_store.s#.id"


def user(name: str = "u#", called: str = '"user-#"', identifier: str = '"user-#"') -> str:
    return resource(
        "aws_elasticache_user",
        name,
        f"user_id = {identifier}",
        f"user_name = {called}",
        'access_string = "on ~* +@all"',
        'engine = "redis"',
        'passwords = ["0123456789abcdef"]',
    )


def group(users: str, name: str = "g#", identifier: str = '"group-#"') -> str:
    return resource(
        "aws_elasticache_user_group", name, f"user_group_id = {identifier}", 'engine = "redis"', f"user_ids = {users}"
    )


def association(group: str, user: str, *more: str) -> str:
    return resource(
        "aws_elasticache_user_group_association", "x#", f"user_group_id = {group}", f"user_id = {user}", *more
    )


def cache(groups: str, *more: str) -> str:
    return resource(
        "aws_elasticache_replication_group",
        "r#",
        'replication_group_id = "cache-#"',
        'description = "#"',
        'engine = "redis"',
        'node_type = "cache.t4g.small"',
        f"user_group_ids = {groups}",
        *more,
    )


USER: Final = "aws_elasticache_user.u#.user_id"
GROUP: Final = "aws_elasticache_user_group.g#.user_group_id"

SHARED: Final = "aws_elasticache_user_group.g.user_group_id"

ONE_GROUP: Final = group('["default"]', "g", '"group"')

TRUST: Final = (
    'assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", '
    'Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })'
)


def role(name: str = "r#", *more: str) -> str:
    return resource("aws_iam_role", name, f'name = "role-{name}"', TRUST, *more)


def document(action: str = "memorydb:CreateCluster", resource: str = "*") -> str:
    statement = f'{{ Effect = "Allow", Action = "{action}", Resource = "{resource}" }}'
    return f'jsonencode({{ Version = "2012-10-17", Statement = [{statement}] }})'


def role_policy(role: str, action: str = "memorydb:CreateCluster") -> str:
    return resource("aws_iam_role_policy", "p#", 'name = "p-#"', f"role = {role}", f"policy = {document(action)}")


def policy(action: str = "memorydb:Connect", name: str = "m#") -> str:
    text = document(action, "arn:aws:memorydb:eu-central-1:111122223333:cluster/c")
    return resource("aws_iam_policy", name, f'name = "{name}"', f"policy = {text}")


def attachment(role: str, policy: str) -> str:
    return resource("aws_iam_role_policy_attachment", "t#", f"role = {role}", f"policy_arn = {policy}")


def function(role: str, *more: str) -> str:
    return resource(
        "aws_lambda_function",
        "f#",
        'function_name = "f-#"',
        f"role = {role}",
        'handler = "a.b"',
        'runtime = "python3.12"',
        'filename = "x.zip"',
        *more,
    )


QUEUE: Final = resource("aws_sqs_queue", "q#", 'name = "q-#"')
