"""Terraform projects in which one kind of thing is numerous."""

from __future__ import annotations

from typing import Final

from bench.kinds.parts import Project, each, inside, many
from bench.kinds.terraform_blocks import (
    CONNECT,
    GROUP,
    ONE,
    ONE_GROUP,
    OPEN,
    OWN,
    PROVIDER,
    QUEUE,
    SHARED,
    STORE,
    TRUST,
    USER,
    association,
    attachment,
    cache,
    cluster,
    function,
    group,
    hsm,
    key,
    policy,
    resource,
    role,
    role_policy,
    step,
    store,
    user,
)

_KEY_STORES: Final[dict[str, Project]] = {
    "key stores": many(cluster() + hsm("a#", OWN) + hsm("b#", OWN, "b") + store(OWN)),
    "key stores, written ids": many(store('"cluster-#"')),
    "key stores, one unknown id": many(store("var.open"), OPEN),
    "key stores, many unknown ids": many('variable "v#" {}\n' + store("var.v#")),
    "key stores, ids known in part": many(store('"${var.open}-#"'), OPEN),
    "key stores, heads of ids known": many(store('"cluster-#-${var.open}"'), OPEN),
    "key stores, data sources": many(
        'data "aws_cloudhsm_v2_cluster" "c#" {\n  cluster_id = "cluster-#"\n}\n'
        + store("data.aws_cloudhsm_v2_cluster.c#.cluster_id")
    ),
    "key stores, alternatives": many(store('var.open == "a" ? "cluster-#" : "cluster-x#"'), OPEN),
    "key stores, count each": many(store('"cluster-#"', "s#", 'count = var.open == "a" ? 1 : 0'), OPEN),
    "key stores, one cluster": many(store(ONE), cluster("c") + hsm("a", ONE) + hsm("b", ONE, "b")),
    "key stores, count": lambda number: (
        cluster("c")
        + resource(
            "aws_kms_custom_key_store", "s", f"count = {number}", 'cloud_hsm_cluster_id = "cluster-${count.index}"'
        )
    ),
    "HSMs of one cluster": many(hsm("a#", ONE), cluster("c") + store(ONE, "s")),
    "HSMs of unknown clusters": many(cluster() + hsm("a#", "var.open") + store(OWN), OPEN),
    "HSMs that wait": many(
        cluster() + hsm("a#", OWN) + hsm("b#", OWN, "b") + store(OWN, "s#", "depends_on = [aws_cloudhsm_v2_hsm.a#]")
    ),
    "HSMs with subnets": many(
        resource("aws_subnet", "n#", 'availability_zone = "eu-central-1a"')
        + resource("aws_cloudhsm_v2_hsm", "h#", f"cluster_id = {ONE}", "subnet_id = aws_subnet.n#.id"),
        cluster("c") + store(ONE, "s"),
    ),
    "keys of one store": many(key("aws_kms_custom_key_store.s.id"), store('"cluster-1"', "s")),
    "keys and stores": many(store('"cluster-#"') + key(STORE)),
    "keys beside connect steps": many(store('"cluster-#"') + step("t#", CONNECT) + key(STORE)),
    "keys after connect steps": many(
        store('"cluster-#"') + step("t#", CONNECT) + key(STORE, "k#", "depends_on = [terraform_data.t#]")
    ),
    "keys beside one connect step": many(
        key("aws_kms_custom_key_store.s0.id"), store('"cluster-0"', "s0") + step("t", CONNECT.replace("#", "0"))
    ),
    "keys after many connect steps": lambda number: (
        store('"cluster-0"', "s0")
        + each(number, step("t#", CONNECT.replace("#", "0")))
        + key("aws_kms_custom_key_store.s0.id", "k", f"depends_on = [{each(number, 'terraform_data.t#', ', ')}]")
    ),
    "HSMs of one restored cluster": many(
        hsm("a#", ONE),
        resource("aws_cloudhsm_v2_cluster", "c", 'hsm_type = "hsm2m.medium"', 'source_backup_identifier = "backup-1"')
        + store(ONE, "s"),
    ),
    "activating steps": many(cluster() + hsm("a#", OWN) + step("t#", f"./activate ${{{OWN}}}") + store(OWN)),
    "activating steps that are awaited": many(
        cluster()
        + hsm("a#", OWN)
        + step("t#", f"./activate ${{{OWN}}}")
        + store(OWN, "s#", "depends_on = [terraform_data.t#]")
    ),
    "steps": many(step("t#", "./run #")),
    "steps and stores": many(step("t#", "./run #") + cluster() + hsm("a#", OWN) + store(OWN)),
    "replica keys": many(
        resource("aws_kms_key", "k#", "multi_region = true")
        + resource("aws_kms_replica_key", "r#", "primary_key_arn = aws_kms_key.k#.arn")
    ),
    "keys with policies": many(
        resource(
            "aws_kms_key",
            "k#",
            'policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:*", '
            'Resource = "*", Principal = { AWS = "arn:aws:iam::111122223333:root" } }] })',
        )
    ),
}

_CACHES: Final[dict[str, Project]] = {
    "users and groups": many(user() + group(f"[{USER}]")),
    "users of one group": lambda number: each(number, user()) + group(f"[{each(number, USER, ', ')}]", "g"),
    "users of one group, unknown names": lambda number: (
        OPEN + each(number, user(called="var.open")) + group(f"[{each(number, USER, ', ')}]", "g")
    ),
    "users of one group, one name": lambda number: (
        each(number, user(called='"user"')) + group(f"[{each(number, USER, ', ')}]", "g")
    ),
    "users of one group, heads of names known": lambda number: (
        OPEN + each(number, user(called='"user-#-${var.open}"')) + group(f"[{each(number, USER, ', ')}]", "g")
    ),
    "users named by texts": many(user() + group('["user-#"]')),
    "users of unknown ids": many(user(identifier="var.open") + group('["user-#"]'), OPEN),
    "users of unknown ids, groups of unknown users": many(
        user(identifier='"${var.open}#"') + group('["default", var.open]'), OPEN
    ),
    "user groups, one user": many(group('["default", aws_elasticache_user.u0.user_id]'), user("u0")),
    "associations and groups": many(user() + group('["default"]') + association(GROUP, USER)),
    "associations of one group": many(user() + association(SHARED, USER), ONE_GROUP),
    "associations of one group in a row": many(
        user() + association(SHARED, USER, "depends_on = [aws_elasticache_user_group_association.x##]"),
        ONE_GROUP + association(SHARED, '"default"').replace("#", "0"),
    ),
    "associations of one group, by text": many(association('"group"', '"user-#"')),
    "associations, written ids": many(association('"group-#"', '"user-#"')),
    "associations, one unknown group": many(association("var.open", '"user-#"'), OPEN),
    "associations, many unknown groups": many('variable "v#" {}\n' + association("var.v#", '"user-#"')),
    "associations, ids known in part": many(association('"${var.open}-#"', '"user-#"'), OPEN),
    "associations, unknown groups, and groups": many(
        user() + group('["default"]') + association("var.open", USER), OPEN
    ),
    "associations, alternatives": many(association('var.open == "a" ? "group-#" : "group"', '"user-#"'), OPEN),
    "associations, groups of unknown ids": many(
        group('["default"]', identifier="var.open") + association('"group-#"', '"user-#"'), OPEN
    ),
    "associations, one group, unknown users": many(association(SHARED, "var.open"), OPEN + ONE_GROUP),
    "associations, count each": many(
        association(SHARED, '"user-#"', 'count = var.open == "a" ? 1 : 0'), OPEN + ONE_GROUP
    ),
    "caches and groups": many(group('["default"]') + cache(f"[{GROUP}]")),
    "caches of one group": many(cache(f"[{SHARED}]"), ONE_GROUP),
    "caches, groups by text": many(group('["default"]') + cache('["group-#"]')),
    "caches, unknown groups": many(group('["default"]') + cache("[var.open]"), OPEN),
    "MemoryDB": many(
        resource("aws_memorydb_user", "u#", 'user_name = "user-#"', 'access_string = "on ~* &* +@all"')
        + resource("aws_memorydb_acl", "a#", 'name = "acl-#"', "user_names = [aws_memorydb_user.u#.user_name]")
        + resource("aws_memorydb_cluster", "c#", 'name = "c-#"', "acl_name = aws_memorydb_acl.a#.name")
    ),
    "MemoryDB by text": many(
        resource("aws_memorydb_user", "u#", 'user_name = "user-#"', 'access_string = "on ~* &* +@all"')
        + resource("aws_memorydb_acl", "a#", 'name = "acl-#"', 'user_names = ["user-#"]')
        + resource("aws_memorydb_cluster", "c#", 'name = "c-#"', 'acl_name = "acl-#"')
    ),
    "MemoryDB, unknown names": many(
        resource("aws_memorydb_user", "u#", 'user_name = "${var.open}-#"', 'access_string = "on ~* &* +@all"')
        + resource("aws_memorydb_acl", "a#", 'name = "${var.open}-#"', 'user_names = ["user-#"]')
        + resource("aws_memorydb_cluster", "c#", 'name = "c-#"', 'acl_name = "acl-#"'),
        OPEN,
    ),
    "MemoryDB users of one list": lambda number: (
        each(number, resource("aws_memorydb_user", "u#", 'user_name = "user-#"', 'access_string = "on"'))
        + resource(
            "aws_memorydb_acl",
            "a",
            'name = "acl"',
            f"user_names = [{each(number, 'aws_memorydb_user.u#.user_name', ', ')}]",
        )
    ),
}

_IAM: Final[dict[str, Project]] = {
    "roles with policies": many(role() + role_policy("aws_iam_role.r#.id")),
    "roles by text": many(role() + role_policy('"role-r#"')),
    "policies of one role": many(role_policy("aws_iam_role.r.id"), role("r")),
    "policies of unknown roles": many(role() + role_policy("var.open"), OPEN),
    "roles of unknown names": many(
        resource("aws_iam_role", "r#", 'name = "${var.open}-#"', TRUST) + role_policy('"role-#"'), OPEN
    ),
    "attachments": many(role() + policy() + attachment("aws_iam_role.r#.name", "aws_iam_policy.m#.arn")),
    "attachments to one role": many(policy() + attachment("aws_iam_role.r.name", "aws_iam_policy.m#.arn"), role("r")),
    "attachments of one policy": many(
        role() + attachment("aws_iam_role.r#.name", "aws_iam_policy.m.arn"), policy(name="m")
    ),
    "attachments of unknown policies": many(role() + policy() + attachment("aws_iam_role.r#.name", "var.open"), OPEN),
    "attachments to unknown roles": many(role() + policy() + attachment("var.open", "aws_iam_policy.m#.arn"), OPEN),
    "policies": many(policy()),
    "managed_policy_arns": many(policy() + role("r#", "managed_policy_arns = [aws_iam_policy.m#.arn]")),
    "policy documents": many(
        'data "aws_iam_policy_document" "d#" {\n  statement {\n    actions = ["memorydb:Connect"]\n'
        '    resources = ["*"]\n  }\n}\n'
        + resource("aws_iam_policy", "m#", 'name = "m-#"', "policy = data.aws_iam_policy_document.d#.json")
    ),
    "holders of one policy document": many(
        resource("aws_iam_policy", "m#", 'name = "m-#"', "policy = data.aws_iam_policy_document.d.json"),
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
        role("r") + 'resource "aws_iam_role_policy" "m" {\n  role = aws_iam_role.r.id\n'
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
        role() + role_policy("aws_iam_role.r#.id", "memorydb:Connect") + function("aws_iam_role.r#.arn")
    ),
    "functions of one role": many(function("aws_iam_role.r.arn"), role("r")),
    "functions with tables": many(
        role()
        + function(
            "aws_iam_role.r#.arn",
            "environment {\n    variables = { CACHE = aws_memorydb_cluster.c#.cluster_endpoint }\n  }",
        )
        + resource("aws_memorydb_cluster", "c#", 'name = "c-#"', 'acl_name = "open-access"')
    ),
}

_LANGUAGE: Final[dict[str, Project]] = {
    "queues": many(QUEUE),
    "providers": many(
        'provider "aws" {\n  alias = "p#"\n  region = "eu-central-1"\n}\n'
        + resource("aws_sqs_queue", "q#", "provider = aws.p#", 'name = "q-#"'),
        PROVIDER,
    ),
    "security groups": many(
        resource("aws_security_group", "g#", 'name = "g-#"', "vpc_id = aws_vpc.v.id")
        + resource(
            "aws_security_group_rule",
            "r#",
            "security_group_id = aws_security_group.g#.id",
            "source_security_group_id = aws_security_group.g##.id",
        ),
        resource("aws_vpc", "v", 'cidr_block = "10.0.0.0/16"')
        + resource("aws_security_group", "g0", 'name = "g-0"', "vpc_id = aws_vpc.v.id"),
    ),
    "count": lambda number: resource("aws_sqs_queue", "q", f"count = {number}", 'name = "q-${count.index}"'),
    "for_each": inside('resource "aws_sqs_queue" "q" {\n  for_each = toset([', '"n#"', "])\n  name = each.value\n}\n"),
    "for_each of a map": inside(
        "locals {\n  all = {\n",
        'n# = { name = "q#" }',
        '}\n}\nresource "aws_sqs_queue" "q" {\n  for_each = local.all\n  name = each.value.name\n}\n',
        "\n",
    ),
    "count that refers to count": lambda number: (
        resource("aws_kms_key", "k", f"count = {number}")
        + resource("aws_sqs_queue", "q", f"count = {number}", "kms_master_key_id = aws_kms_key.k[count.index].arn")
    ),
    "for_each of resources": lambda number: (
        resource("aws_kms_key", "k", f"for_each = toset([{each(number, chr(34) + 'n#' + chr(34), ', ')}])")
        + resource("aws_sqs_queue", "q", "for_each = aws_kms_key.k", "kms_master_key_id = each.value.arn")
    ),
    "splat": lambda number: (
        resource("aws_kms_key", "k", f"count = {number}") + 'output "all" {\n  value = aws_kms_key.k[*].arn\n}\n'
    ),
    "splat in every queue": lambda number: (
        resource("aws_kms_key", "k", "count = 2")
        + each(number, resource("aws_sqs_queue", "q#", 'kms_master_key_id = join("", aws_kms_key.k[*].arn)'))
    ),
    "calls of a module": many(
        'module "m#" {\n  source = "./module"\n  name = "n#"\n}\n',
        called='variable "name" {}\n'
        + resource("aws_sqs_queue", "q", "name = var.name")
        + 'output "arn" {\n  value = aws_sqs_queue.q.arn\n}\n',
    ),
    "calls of a module in a row": many(
        'module "m#" {\n  source = "./module"\n  name = module.m##.arn\n}\n',
        'module "m0" {\n  source = "./module"\n  name = "n0"\n}\n',
        'variable "name" {}\n'
        + resource("aws_sqs_queue", "q", "name = var.name")
        + 'output "arn" {\n  value = aws_sqs_queue.q.arn\n}\n',
    ),
    "calls of a module that wait": many(
        'module "m#" {\n  source = "./module"\n  name = "#"\n  depends_on = [module.m##]\n}\n',
        'module "m0" {\n  source = "./module"\n  name = "n0"\n}\n',
        'variable "name" {}\n' + resource("aws_sqs_queue", "q", "name = var.name"),
    ),
    "for_each of a module": inside(
        'module "m" {\n  source = "./module"\n  for_each = toset([',
        '"n#"',
        "])\n  name = each.value\n}\n",
        called='variable "name" {}\n' + resource("aws_sqs_queue", "q", "name = var.name"),
    ),
    "modules that are not there": many('module "m#" {\n  source = "example.org/a/b"\n  name = "n#"\n}\n'),
    "modules that are not there, and roles": many(
        'module "m#" {\n  source = "example.org/a/b"\n  name = "n#"\n}\n' + role() + role_policy("aws_iam_role.r#.id")
    ),
    "modules that are not there, given stores": many(
        'module "m#" {\n  source = "example.org/a/b"\n  name = aws_kms_custom_key_store.s#.id\n}\n'
        + cluster()
        + hsm("a#", OWN)
        + store(OWN)
        + key(STORE)
    ),
    "depends_on in a row": many(
        resource("aws_sqs_queue", "q#", "depends_on = [aws_sqs_queue.q##]"), resource("aws_sqs_queue", "q0")
    ),
    "references in a row": many(
        resource("aws_sqs_queue", "q#", "name = aws_sqs_queue.q##.name"),
        resource("aws_sqs_queue", "q0", 'name = "q"'),
    ),
    "keys in a row": many(
        store('"cluster-#"', "s#", "depends_on = [aws_kms_key.k##]") + key(STORE),
        resource("aws_kms_key", "k0"),
    ),
    "user groups in a row": many(
        user("u#", "aws_elasticache_user.u##.user_name") + group(f"[{USER}]"), user("u0", '"user"')
    ),
    "locals": many('locals {\n  l# = "n#"\n}\n'),
    "locals in a row": many(
        "locals {\n  l# = local.l##\n}\n",
        'locals {\n  l0 = "n"\n}\n' + resource("aws_sqs_queue", "q", "name = local.l1"),
    ),
    "one list that all look into": lambda number: (
        f"locals {{\n  all = [{each(number, chr(34) + 'n#' + chr(34), ', ')}]\n}}\n"
        + each(number, resource("aws_sqs_queue", "q#", "name = local.all[# - 1]"))
    ),
    "one map that all look into": lambda number: (
        f"locals {{\n  all = {{\n{each(number, 'n# = 1', chr(10))}\n}}\n}}\n"
        + each(number, resource("aws_sqs_queue", "q#", "delay_seconds = local.all.n#"))
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
    "variables, used": many('variable "v#" {\n  default = "a"\n}\n' + resource("aws_sqs_queue", "q#", "name = var.v#")),
    "validations": many(
        'variable "v#" {\n  type = string\n  default = "a"\n  validation {\n    condition = length(var.v#) > 0\n'
        '    error_message = "x"\n  }\n}\n'
    ),
    "outputs": many('output "o#" {\n  value = "a"\n}\n'),
    "imports": many(QUEUE + 'import {\n  to = aws_sqs_queue.q#\n  id = "q#"\n}\n'),
    "moved": many(QUEUE + "moved {\n  from = aws_sqs_queue.p#\n  to = aws_sqs_queue.q#\n}\n"),
    "faults": many(resource("aws_elasticache_user", "u#", 'user_id = "u#"', 'passwords = ["x"]')),
    "faults of one block": lambda number: resource(
        "aws_elasticache_user", "u", f"count = {number}", 'user_id = "u-${count.index}"', 'passwords = ["x"]'
    ),
    "faults of one call": inside(
        'module "m" {\n  source = "./module"\n  for_each = toset([',
        '"n#"',
        "])\n  name = each.value\n}\n",
        called='variable "name" {}\n'
        + resource("aws_elasticache_user", "u", "user_id = var.name", 'passwords = ["x"]'),
    ),
    "suppressions": many(
        "// awslint: ignore[EC001] reason\n"
        + resource("aws_elasticache_user", "u#", 'user_id = "u#"', 'passwords = ["x"]')
    ),
    "suppressions without use": many("// awslint: ignore[EC001] reason\n" + QUEUE),
}

KINDS: Final[dict[str, Project]] = {**_KEY_STORES, **_CACHES, **_IAM, **_LANGUAGE}
