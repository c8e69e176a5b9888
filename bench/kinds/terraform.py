"""Terraform projects in which one kind of thing is numerous."""

from __future__ import annotations

from typing import Final

from bench.kinds.parts import Project, each, inside, many

_PROVIDER: Final = 'provider "aws" {\n  region = "eu-central-1"\n}\n'
_OPEN: Final = 'variable "open" {}\n'


def _resource(type_: str, name: str, *lines: str) -> str:
    return f'resource "{type_}" "{name}" {{\n' + "".join(f"  {line}\n" for line in lines) + "}\n"


def _cluster(name: str = "c#") -> str:
    return _resource("aws_cloudhsm_v2_cluster", name, 'hsm_type = "hsm2m.medium"', 'subnet_ids = ["subnet-1"]')


def _hsm(name: str, cluster: str, zone: str = "a", *more: str) -> str:
    zone = f'availability_zone = "eu-central-1{zone}"'
    return _resource("aws_cloudhsm_v2_hsm", name, f"cluster_id = {cluster}", zone, *more)


def _store(cluster: str, name: str = "s#", *more: str) -> str:
    anchor = 'trust_anchor_certificate = "x"'
    password = 'key_store_password = "abcdefgh"'
    called = f'custom_key_store_name = "{name}"'
    return _resource(
        "aws_kms_custom_key_store", name, f"cloud_hsm_cluster_id = {cluster}", called, password, anchor, *more
    )


def _key(store: str, name: str = "k#", *more: str) -> str:
    return _resource("aws_kms_key", name, f"custom_key_store_id = {store}", *more)


def _step(name: str, command: str, *more: str) -> str:
    return _resource("terraform_data", name, f'provisioner "local-exec" {{\n    command = "{command}"\n  }}', *more)


_CONNECT: Final = "aws kms connect-custom-key-store --custom-key-store-id ${aws_kms_custom_key_store.s#.id}"
_OWN: Final = "aws_cloudhsm_v2_cluster.c#.cluster_id"
_ONE: Final = "aws_cloudhsm_v2_cluster.c.cluster_id"
_STORE: Final = "aws_kms_custom_key_store.s#.id"

_KEY_STORES: Final[dict[str, Project]] = {
    "key stores": many(_cluster() + _hsm("a#", _OWN) + _hsm("b#", _OWN, "b") + _store(_OWN)),
    "key stores, written ids": many(_store('"cluster-#"')),
    "key stores, one unknown id": many(_store("var.open"), _OPEN),
    "key stores, many unknown ids": many('variable "v#" {}\n' + _store("var.v#")),
    "key stores, ids known in part": many(_store('"${var.open}-#"'), _OPEN),
    "key stores, heads of ids known": many(_store('"cluster-#-${var.open}"'), _OPEN),
    "key stores, data sources": many(
        'data "aws_cloudhsm_v2_cluster" "c#" {\n  cluster_id = "cluster-#"\n}\n'
        + _store("data.aws_cloudhsm_v2_cluster.c#.cluster_id")
    ),
    "key stores, alternatives": many(_store('var.open == "a" ? "cluster-#" : "cluster-x#"'), _OPEN),
    "key stores, count each": many(_store('"cluster-#"', "s#", 'count = var.open == "a" ? 1 : 0'), _OPEN),
    "key stores, one cluster": many(_store(_ONE), _cluster("c") + _hsm("a", _ONE) + _hsm("b", _ONE, "b")),
    "key stores, count": lambda number: (
        _cluster("c")
        + _resource(
            "aws_kms_custom_key_store", "s", f"count = {number}", 'cloud_hsm_cluster_id = "cluster-${count.index}"'
        )
    ),
    "HSMs of one cluster": many(_hsm("a#", _ONE), _cluster("c") + _store(_ONE, "s")),
    "HSMs of unknown clusters": many(_cluster() + _hsm("a#", "var.open") + _store(_OWN), _OPEN),
    "HSMs that wait": many(
        _cluster()
        + _hsm("a#", _OWN)
        + _hsm("b#", _OWN, "b")
        + _store(_OWN, "s#", "depends_on = [aws_cloudhsm_v2_hsm.a#]")
    ),
    "HSMs with subnets": many(
        _resource("aws_subnet", "n#", 'availability_zone = "eu-central-1a"')
        + _resource("aws_cloudhsm_v2_hsm", "h#", f"cluster_id = {_ONE}", "subnet_id = aws_subnet.n#.id"),
        _cluster("c") + _store(_ONE, "s"),
    ),
    "keys of one store": many(_key("aws_kms_custom_key_store.s.id"), _store('"cluster-1"', "s")),
    "keys and stores": many(_store('"cluster-#"') + _key(_STORE)),
    "keys beside connect steps": many(_store('"cluster-#"') + _step("t#", _CONNECT) + _key(_STORE)),
    "keys after connect steps": many(
        _store('"cluster-#"') + _step("t#", _CONNECT) + _key(_STORE, "k#", "depends_on = [terraform_data.t#]")
    ),
    "keys beside one connect step": many(
        _key("aws_kms_custom_key_store.s0.id"), _store('"cluster-0"', "s0") + _step("t", _CONNECT.replace("#", "0"))
    ),
    "keys after many connect steps": lambda number: (
        _store('"cluster-0"', "s0")
        + each(number, _step("t#", _CONNECT.replace("#", "0")))
        + _key("aws_kms_custom_key_store.s0.id", "k", f"depends_on = [{each(number, 'terraform_data.t#', ', ')}]")
    ),
    "HSMs of one restored cluster": many(
        _hsm("a#", _ONE),
        _resource("aws_cloudhsm_v2_cluster", "c", 'hsm_type = "hsm2m.medium"', 'source_backup_identifier = "backup-1"')
        + _store(_ONE, "s"),
    ),
    "activating steps": many(_cluster() + _hsm("a#", _OWN) + _step("t#", f"./activate ${{{_OWN}}}") + _store(_OWN)),
    "activating steps that are awaited": many(
        _cluster()
        + _hsm("a#", _OWN)
        + _step("t#", f"./activate ${{{_OWN}}}")
        + _store(_OWN, "s#", "depends_on = [terraform_data.t#]")
    ),
    "steps": many(_step("t#", "./run #")),
    "steps and stores": many(_step("t#", "./run #") + _cluster() + _hsm("a#", _OWN) + _store(_OWN)),
    "replica keys": many(
        _resource("aws_kms_key", "k#", "multi_region = true")
        + _resource("aws_kms_replica_key", "r#", "primary_key_arn = aws_kms_key.k#.arn")
    ),
    "keys with policies": many(
        _resource(
            "aws_kms_key",
            "k#",
            'policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:*", '
            'Resource = "*", Principal = { AWS = "arn:aws:iam::111122223333:root" } }] })',
        )
    ),
}


def _user(name: str = "u#", called: str = '"user-#"', identifier: str = '"user-#"') -> str:
    return _resource(
        "aws_elasticache_user",
        name,
        f"user_id = {identifier}",
        f"user_name = {called}",
        'access_string = "on ~* +@all"',
        'engine = "redis"',
        'passwords = ["0123456789abcdef"]',
    )


def _group(users: str, name: str = "g#", identifier: str = '"group-#"') -> str:
    return _resource(
        "aws_elasticache_user_group", name, f"user_group_id = {identifier}", 'engine = "redis"', f"user_ids = {users}"
    )


def _association(group: str, user: str, *more: str) -> str:
    return _resource(
        "aws_elasticache_user_group_association", "x#", f"user_group_id = {group}", f"user_id = {user}", *more
    )


def _cache(groups: str, *more: str) -> str:
    return _resource(
        "aws_elasticache_replication_group",
        "r#",
        'replication_group_id = "cache-#"',
        'description = "#"',
        'engine = "redis"',
        'node_type = "cache.t4g.small"',
        f"user_group_ids = {groups}",
        *more,
    )


_USER: Final = "aws_elasticache_user.u#.user_id"
_GROUP: Final = "aws_elasticache_user_group.g#.user_group_id"
_SHARED: Final = "aws_elasticache_user_group.g.user_group_id"
_ONE_GROUP: Final = _group('["default"]', "g", '"group"')

_CACHES: Final[dict[str, Project]] = {
    "users and groups": many(_user() + _group(f"[{_USER}]")),
    "users of one group": lambda number: each(number, _user()) + _group(f"[{each(number, _USER, ', ')}]", "g"),
    "users of one group, unknown names": lambda number: (
        _OPEN + each(number, _user(called="var.open")) + _group(f"[{each(number, _USER, ', ')}]", "g")
    ),
    "users of one group, one name": lambda number: (
        each(number, _user(called='"user"')) + _group(f"[{each(number, _USER, ', ')}]", "g")
    ),
    "users of one group, heads of names known": lambda number: (
        _OPEN + each(number, _user(called='"user-#-${var.open}"')) + _group(f"[{each(number, _USER, ', ')}]", "g")
    ),
    "users named by texts": many(_user() + _group('["user-#"]')),
    "users of unknown ids": many(_user(identifier="var.open") + _group('["user-#"]'), _OPEN),
    "users of unknown ids, groups of unknown users": many(
        _user(identifier='"${var.open}#"') + _group('["default", var.open]'), _OPEN
    ),
    "user groups, one user": many(_group('["default", aws_elasticache_user.u0.user_id]'), _user("u0")),
    "associations and groups": many(_user() + _group('["default"]') + _association(_GROUP, _USER)),
    "associations of one group": many(_user() + _association(_SHARED, _USER), _ONE_GROUP),
    "associations of one group in a row": many(
        _user() + _association(_SHARED, _USER, "depends_on = [aws_elasticache_user_group_association.x##]"),
        _ONE_GROUP + _association(_SHARED, '"default"').replace("#", "0"),
    ),
    "associations of one group, by text": many(_association('"group"', '"user-#"')),
    "associations, written ids": many(_association('"group-#"', '"user-#"')),
    "associations, one unknown group": many(_association("var.open", '"user-#"'), _OPEN),
    "associations, many unknown groups": many('variable "v#" {}\n' + _association("var.v#", '"user-#"')),
    "associations, ids known in part": many(_association('"${var.open}-#"', '"user-#"'), _OPEN),
    "associations, unknown groups, and groups": many(
        _user() + _group('["default"]') + _association("var.open", _USER), _OPEN
    ),
    "associations, alternatives": many(_association('var.open == "a" ? "group-#" : "group"', '"user-#"'), _OPEN),
    "associations, groups of unknown ids": many(
        _group('["default"]', identifier="var.open") + _association('"group-#"', '"user-#"'), _OPEN
    ),
    "associations, one group, unknown users": many(_association(_SHARED, "var.open"), _OPEN + _ONE_GROUP),
    "associations, count each": many(
        _association(_SHARED, '"user-#"', 'count = var.open == "a" ? 1 : 0'), _OPEN + _ONE_GROUP
    ),
    "caches and groups": many(_group('["default"]') + _cache(f"[{_GROUP}]")),
    "caches of one group": many(_cache(f"[{_SHARED}]"), _ONE_GROUP),
    "caches, groups by text": many(_group('["default"]') + _cache('["group-#"]')),
    "caches, unknown groups": many(_group('["default"]') + _cache("[var.open]"), _OPEN),
    "MemoryDB": many(
        _resource("aws_memorydb_user", "u#", 'user_name = "user-#"', 'access_string = "on ~* &* +@all"')
        + _resource("aws_memorydb_acl", "a#", 'name = "acl-#"', "user_names = [aws_memorydb_user.u#.user_name]")
        + _resource("aws_memorydb_cluster", "c#", 'name = "c-#"', "acl_name = aws_memorydb_acl.a#.name")
    ),
    "MemoryDB by text": many(
        _resource("aws_memorydb_user", "u#", 'user_name = "user-#"', 'access_string = "on ~* &* +@all"')
        + _resource("aws_memorydb_acl", "a#", 'name = "acl-#"', 'user_names = ["user-#"]')
        + _resource("aws_memorydb_cluster", "c#", 'name = "c-#"', 'acl_name = "acl-#"')
    ),
    "MemoryDB, unknown names": many(
        _resource("aws_memorydb_user", "u#", 'user_name = "${var.open}-#"', 'access_string = "on ~* &* +@all"')
        + _resource("aws_memorydb_acl", "a#", 'name = "${var.open}-#"', 'user_names = ["user-#"]')
        + _resource("aws_memorydb_cluster", "c#", 'name = "c-#"', 'acl_name = "acl-#"'),
        _OPEN,
    ),
    "MemoryDB users of one list": lambda number: (
        each(number, _resource("aws_memorydb_user", "u#", 'user_name = "user-#"', 'access_string = "on"'))
        + _resource(
            "aws_memorydb_acl",
            "a",
            'name = "acl"',
            f"user_names = [{each(number, 'aws_memorydb_user.u#.user_name', ', ')}]",
        )
    ),
}

_TRUST: Final = (
    'assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", '
    'Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })'
)


def _role(name: str = "r#", *more: str) -> str:
    return _resource("aws_iam_role", name, f'name = "role-{name}"', _TRUST, *more)


def _document(action: str = "memorydb:CreateCluster", resource: str = "*") -> str:
    statement = f'{{ Effect = "Allow", Action = "{action}", Resource = "{resource}" }}'
    return f'jsonencode({{ Version = "2012-10-17", Statement = [{statement}] }})'


def _role_policy(role: str, action: str = "memorydb:CreateCluster") -> str:
    return _resource("aws_iam_role_policy", "p#", 'name = "p-#"', f"role = {role}", f"policy = {_document(action)}")


def _policy(action: str = "memorydb:Connect", name: str = "m#") -> str:
    document = _document(action, "arn:aws:memorydb:eu-central-1:111122223333:cluster/c")
    return _resource("aws_iam_policy", name, f'name = "{name}"', f"policy = {document}")


def _attachment(role: str, policy: str) -> str:
    return _resource("aws_iam_role_policy_attachment", "t#", f"role = {role}", f"policy_arn = {policy}")


def _lambda(role: str, *more: str) -> str:
    return _resource(
        "aws_lambda_function",
        "f#",
        'function_name = "f-#"',
        f"role = {role}",
        'handler = "a.b"',
        'runtime = "python3.12"',
        'filename = "x.zip"',
        *more,
    )


_IAM: Final[dict[str, Project]] = {
    "roles with policies": many(_role() + _role_policy("aws_iam_role.r#.id")),
    "roles by text": many(_role() + _role_policy('"role-r#"')),
    "policies of one role": many(_role_policy("aws_iam_role.r.id"), _role("r")),
    "policies of unknown roles": many(_role() + _role_policy("var.open"), _OPEN),
    "roles of unknown names": many(
        _resource("aws_iam_role", "r#", 'name = "${var.open}-#"', _TRUST) + _role_policy('"role-#"'), _OPEN
    ),
    "attachments": many(_role() + _policy() + _attachment("aws_iam_role.r#.name", "aws_iam_policy.m#.arn")),
    "attachments to one role": many(
        _policy() + _attachment("aws_iam_role.r.name", "aws_iam_policy.m#.arn"), _role("r")
    ),
    "attachments of one policy": many(
        _role() + _attachment("aws_iam_role.r#.name", "aws_iam_policy.m.arn"), _policy(name="m")
    ),
    "attachments of unknown policies": many(
        _role() + _policy() + _attachment("aws_iam_role.r#.name", "var.open"), _OPEN
    ),
    "attachments to unknown roles": many(_role() + _policy() + _attachment("var.open", "aws_iam_policy.m#.arn"), _OPEN),
    "policies": many(_policy()),
    "managed_policy_arns": many(_policy() + _role("r#", "managed_policy_arns = [aws_iam_policy.m#.arn]")),
    "policy documents": many(
        'data "aws_iam_policy_document" "d#" {\n  statement {\n    actions = ["memorydb:Connect"]\n'
        '    resources = ["*"]\n  }\n}\n'
        + _resource("aws_iam_policy", "m#", 'name = "m-#"', "policy = data.aws_iam_policy_document.d#.json")
    ),
    "holders of one policy document": many(
        _resource("aws_iam_policy", "m#", 'name = "m-#"', "policy = data.aws_iam_policy_document.d.json"),
        'data "aws_iam_policy_document" "d" {\n  statement {\n    actions = ["memorydb:Connect"]\n'
        '    resources = ["*"]\n  }\n}\n',
    ),
    "policy documents in a row": many(
        'data "aws_iam_policy_document" "d#" {\n'
        "  source_policy_documents = [data.aws_iam_policy_document.d##.json]\n}\n",
        'data "aws_iam_policy_document" "d0" {\n  statement {\n    actions = ["memorydb:Connect"]\n'
        '    resources = ["*"]\n  }\n}\n',
    ),
    "statements of one policy": inside(
        'resource "aws_iam_policy" "m" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [',
        '{ Effect = "Allow", Action = "memorydb:CreateCluster", Resource = "arn:aws:memorydb:::cluster/c#" }',
        "] })\n}\n",
    ),
    "statements of one role's policy": inside(
        _role("r") + 'resource "aws_iam_role_policy" "m" {\n  role = aws_iam_role.r.id\n'
        '  policy = jsonencode({ Version = "2012-10-17", Statement = [',
        '{ Effect = "Allow", Action = "memorydb:Connect", Resource = "arn:aws:memorydb:::cluster/c#" }',
        "] })\n}\n",
    ),
    "statements of a document": inside(
        'data "aws_iam_policy_document" "d" {\n',
        '  statement {\n    actions = ["kms:Decrypt"]\n    resources = ["arn:aws:kms:::key/#"]\n  }\n',
        '}\nresource "aws_iam_policy" "m" {\n  policy = data.aws_iam_policy_document.d.json\n}\n',
        "",
    ),
    "actions of one statement": inside(
        'resource "aws_iam_policy" "m" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ '
        'Effect = "Allow", Resource = "*", Action = [',
        '"kms:Decrypt"',
        "] }] })\n}\n",
    ),
    "resources of one statement": inside(
        'resource "aws_iam_policy" "m" {\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ '
        'Effect = "Allow", Action = ["memorydb:Connect"], Resource = [',
        '"arn:aws:memorydb:eu-central-1:111122223333:cluster/#"',
        "] }] })\n}\n",
    ),
    "functions and roles": many(
        _role() + _role_policy("aws_iam_role.r#.id", "memorydb:Connect") + _lambda("aws_iam_role.r#.arn")
    ),
    "functions of one role": many(_lambda("aws_iam_role.r.arn"), _role("r")),
    "functions with tables": many(
        _role()
        + _lambda(
            "aws_iam_role.r#.arn",
            "environment {\n    variables = { CACHE = aws_memorydb_cluster.c#.cluster_endpoint }\n  }",
        )
        + _resource("aws_memorydb_cluster", "c#", 'name = "c-#"', 'acl_name = "open-access"')
    ),
}

_QUEUE: Final = _resource("aws_sqs_queue", "q#", 'name = "q-#"')

_LANGUAGE: Final[dict[str, Project]] = {
    "queues": many(_QUEUE),
    "providers": many(
        'provider "aws" {\n  alias = "p#"\n  region = "eu-central-1"\n}\n'
        + _resource("aws_sqs_queue", "q#", "provider = aws.p#", 'name = "q-#"'),
        _PROVIDER,
    ),
    "security groups": many(
        _resource("aws_security_group", "g#", 'name = "g-#"', "vpc_id = aws_vpc.v.id")
        + _resource(
            "aws_security_group_rule",
            "r#",
            "security_group_id = aws_security_group.g#.id",
            "source_security_group_id = aws_security_group.g##.id",
        ),
        _resource("aws_vpc", "v", 'cidr_block = "10.0.0.0/16"')
        + _resource("aws_security_group", "g0", 'name = "g-0"', "vpc_id = aws_vpc.v.id"),
    ),
    "count": lambda number: _resource("aws_sqs_queue", "q", f"count = {number}", 'name = "q-${count.index}"'),
    "for_each": inside('resource "aws_sqs_queue" "q" {\n  for_each = toset([', '"n#"', "])\n  name = each.value\n}\n"),
    "for_each of a map": inside(
        "locals {\n  all = {\n",
        'n# = { name = "q#" }',
        '}\n}\nresource "aws_sqs_queue" "q" {\n  for_each = local.all\n  name = each.value.name\n}\n',
        "\n",
    ),
    "count that refers to count": lambda number: (
        _resource("aws_kms_key", "k", f"count = {number}")
        + _resource("aws_sqs_queue", "q", f"count = {number}", "kms_master_key_id = aws_kms_key.k[count.index].arn")
    ),
    "for_each of resources": lambda number: (
        _resource("aws_kms_key", "k", f"for_each = toset([{each(number, chr(34) + 'n#' + chr(34), ', ')}])")
        + _resource("aws_sqs_queue", "q", "for_each = aws_kms_key.k", "kms_master_key_id = each.value.arn")
    ),
    "splat": lambda number: (
        _resource("aws_kms_key", "k", f"count = {number}") + 'output "all" {\n  value = aws_kms_key.k[*].arn\n}\n'
    ),
    "splat in every queue": lambda number: (
        _resource("aws_kms_key", "k", "count = 2")
        + each(number, _resource("aws_sqs_queue", "q#", 'kms_master_key_id = join("", aws_kms_key.k[*].arn)'))
    ),
    "calls of a module": many(
        'module "m#" {\n  source = "./module"\n  name = "n#"\n}\n',
        called='variable "name" {}\n'
        + _resource("aws_sqs_queue", "q", "name = var.name")
        + 'output "arn" {\n  value = aws_sqs_queue.q.arn\n}\n',
    ),
    "calls of a module in a row": many(
        'module "m#" {\n  source = "./module"\n  name = module.m##.arn\n}\n',
        'module "m0" {\n  source = "./module"\n  name = "n0"\n}\n',
        'variable "name" {}\n'
        + _resource("aws_sqs_queue", "q", "name = var.name")
        + 'output "arn" {\n  value = aws_sqs_queue.q.arn\n}\n',
    ),
    "calls of a module that wait": many(
        'module "m#" {\n  source = "./module"\n  name = "#"\n  depends_on = [module.m##]\n}\n',
        'module "m0" {\n  source = "./module"\n  name = "n0"\n}\n',
        'variable "name" {}\n' + _resource("aws_sqs_queue", "q", "name = var.name"),
    ),
    "for_each of a module": inside(
        'module "m" {\n  source = "./module"\n  for_each = toset([',
        '"n#"',
        "])\n  name = each.value\n}\n",
        called='variable "name" {}\n' + _resource("aws_sqs_queue", "q", "name = var.name"),
    ),
    "modules that are not there": many('module "m#" {\n  source = "example.org/a/b"\n  name = "n#"\n}\n'),
    "modules that are not there, and roles": many(
        'module "m#" {\n  source = "example.org/a/b"\n  name = "n#"\n}\n' + _role() + _role_policy("aws_iam_role.r#.id")
    ),
    "modules that are not there, given stores": many(
        'module "m#" {\n  source = "example.org/a/b"\n  name = aws_kms_custom_key_store.s#.id\n}\n'
        + _cluster()
        + _hsm("a#", _OWN)
        + _store(_OWN)
        + _key(_STORE)
    ),
    "depends_on in a row": many(
        _resource("aws_sqs_queue", "q#", "depends_on = [aws_sqs_queue.q##]"), _resource("aws_sqs_queue", "q0")
    ),
    "references in a row": many(
        _resource("aws_sqs_queue", "q#", "name = aws_sqs_queue.q##.name"),
        _resource("aws_sqs_queue", "q0", 'name = "q"'),
    ),
    "keys in a row": many(
        _store('"cluster-#"', "s#", "depends_on = [aws_kms_key.k##]") + _key(_STORE),
        _resource("aws_kms_key", "k0"),
    ),
    "user groups in a row": many(
        _user("u#", "aws_elasticache_user.u##.user_name") + _group(f"[{_USER}]"), _user("u0", '"user"')
    ),
    "locals": many('locals {\n  l# = "n#"\n}\n'),
    "locals in a row": many(
        "locals {\n  l# = local.l##\n}\n",
        'locals {\n  l0 = "n"\n}\n' + _resource("aws_sqs_queue", "q", "name = local.l1"),
    ),
    "one list that all look into": lambda number: (
        f"locals {{\n  all = [{each(number, chr(34) + 'n#' + chr(34), ', ')}]\n}}\n"
        + each(number, _resource("aws_sqs_queue", "q#", "name = local.all[# - 1]"))
    ),
    "one map that all look into": lambda number: (
        f"locals {{\n  all = {{\n{each(number, 'n# = 1', chr(10))}\n}}\n}}\n"
        + each(number, _resource("aws_sqs_queue", "q#", "delay_seconds = local.all.n#"))
    ),
    "join": inside('output "all" {\n  value = join("", [', '"n#"', "])\n}\n"),
    "a template": inside('variable "open" {}\noutput "all" {\n  value = "', "${var.open}#", '"\n}\n', ""),
    "a for expression": inside('output "all" {\n  value = [for one in [', '"n#"', '] : upper(one) if one != "n"]\n}\n'),
    "a merge": inside('output "all" {\n  value = merge(', "{ n# = 1 }", ")\n}\n"),
    "a concat": inside('output "all" {\n  value = concat(', '["n#"]', ")\n}\n"),
    "a sum": inside('variable "open" {}\noutput "all" {\n  value = ', "var.open", "\n}\n", " + "),
    "a flatten": inside('output "all" {\n  value = distinct(flatten([', '["n#", "m#"]', "]))\n}\n"),
    "dynamic blocks": inside(
        'resource "aws_security_group" "g" {\n  dynamic "ingress" {\n    for_each = [',
        '"10.0.0.#/32"',
        "]\n    content {\n      cidr_blocks = [ingress.value]\n    }\n  }\n}\n",
    ),
    "blocks of one resource": inside(
        'resource "aws_security_group" "g" {\n', '  ingress {\n    cidr_blocks = ["10.0.0.#/32"]\n  }\n', "}\n", ""
    ),
    "variables": many('variable "v#" {\n  type = string\n  default = "a"\n}\n'),
    "variables, used": many(
        'variable "v#" {\n  default = "a"\n}\n' + _resource("aws_sqs_queue", "q#", "name = var.v#")
    ),
    "validations": many(
        'variable "v#" {\n  type = string\n  default = "a"\n  validation {\n    condition = length(var.v#) > 0\n'
        '    error_message = "x"\n  }\n}\n'
    ),
    "outputs": many('output "o#" {\n  value = "a"\n}\n'),
    "imports": many(_QUEUE + 'import {\n  to = aws_sqs_queue.q#\n  id = "q#"\n}\n'),
    "moved": many(_QUEUE + "moved {\n  from = aws_sqs_queue.p#\n  to = aws_sqs_queue.q#\n}\n"),
    "faults": many(_resource("aws_elasticache_user", "u#", 'user_id = "u#"', 'passwords = ["x"]')),
    "faults of one block": lambda number: _resource(
        "aws_elasticache_user", "u", f"count = {number}", 'user_id = "u-${count.index}"', 'passwords = ["x"]'
    ),
    "faults of one call": inside(
        'module "m" {\n  source = "./module"\n  for_each = toset([',
        '"n#"',
        "])\n  name = each.value\n}\n",
        called='variable "name" {}\n'
        + _resource("aws_elasticache_user", "u", "user_id = var.name", 'passwords = ["x"]'),
    ),
    "suppressions": many(
        "// awslint: ignore[EC001] reason\n"
        + _resource("aws_elasticache_user", "u#", 'user_id = "u#"', 'passwords = ["x"]')
    ),
    "suppressions without use": many("// awslint: ignore[EC001] reason\n" + _QUEUE),
}

KINDS: Final[dict[str, Project]] = {**_KEY_STORES, **_CACHES, **_IAM, **_LANGUAGE}
