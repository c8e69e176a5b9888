"""CloudFormation templates in which one kind of thing is numerous."""

from __future__ import annotations

from typing import Final

from bench.kinds.parts import Project, each, inside, many

_HEAD: Final = 'AWSTemplateFormatVersion: "2010-09-09"\n'
_OPEN: Final = "Parameters:\n  Open: {Type: String}\n  Token: {Type: String}\n"
_START: Final = f"{_HEAD}{_OPEN}Resources:\n"
_FAULT: Final = "  U#:\n    Type: AWS::ElastiCache::User\n    Properties: {UserId: u#, Engine: redis, Passwords: [x]}\n"
_QUEUE: Final = "  Q#:\n    Type: AWS::SQS::Queue\n"


def _resources(text: str, once: str = "") -> Project:
    """A template with the resources many times."""
    return many(text, _START + once)


def _resource(name: str, type_: str, properties: str, *more: str) -> str:
    return f"  {name}:\n    Type: {type_}\n    Properties: {{{properties}}}\n" + "".join(
        f"    {line}\n" for line in more
    )


def _call(name: str, service: str, action: str, parameters: str, response: str, *more: str) -> str:
    call = (
        f'{{"service": "{service}", "action": "{action}", "parameters": {{{parameters}}}, '
        f'"physicalResourceId": {response}}}'
    )
    return (
        f"  {name}:\n    Type: Custom::AWS\n"
        + "".join(f"    {line}\n" for line in more)
        + f"    Properties:\n      ServiceToken: !Ref Token\n      Create: !Sub |\n        {call}\n"
    )


def _cluster(name: str = "C#") -> str:
    return _resource(name, "AWS::CloudHSM::Cluster", "HsmType: hsm2m.medium, SubnetIds: [subnet-1]")


def _hsm(name: str, cluster: str, zone: str = "a", *more: str) -> str:
    parameters = f'"ClusterId": "{cluster}", "AvailabilityZone": "eu-west-1{zone}"'
    return _call(name, "CloudHSMV2", "createHsm", parameters, '{"responsePath": "Hsm.HsmId"}', *more)


def _store(cluster: str, name: str = "S#", *more: str) -> str:
    parameters = (
        f'"CustomKeyStoreName": "{name}", "CloudHsmClusterId": "{cluster}", "KeyStorePassword": "abcdefgh", '
        '"TrustAnchorCertificate": "x"'
    )
    return _call(name, "KMS", "createCustomKeyStore", parameters, '{"responsePath": "CustomKeyStoreId"}', *more)


def _key(store: str, name: str = "K#", *more: str) -> str:
    parameters = f'"Origin": "AWS_CLOUDHSM", "CustomKeyStoreId": "{store}"'
    return _call(name, "KMS", "createKey", parameters, '{"responsePath": "KeyMetadata.KeyId"}', *more)


def _connect(store: str, name: str = "T#") -> str:
    return _call(name, "KMS", "connectCustomKeyStore", f'"CustomKeyStoreId": "{store}"', '{"id": "c"}')


_OWN: Final = "${C#}"

_KEY_STORES: Final[dict[str, Project]] = {
    "key stores": _resources(_cluster() + _hsm("A#", _OWN) + _hsm("B#", _OWN, "b") + _store(_OWN)),
    "key stores, written ids": _resources(_store("cluster-#")),
    "key stores, one unknown id": _resources(_store("${Open}")),
    "key stores, ids known in part": _resources(_store("${Open}-#")),
    "key stores, one cluster": _resources(_store("${C}"), _cluster("C")),
    "HSMs of one cluster": _resources(_hsm("A#", "${C}"), _cluster("C") + _store("${C}", "S")),
    "HSMs of unknown clusters": _resources(_cluster() + _hsm("A#", "${Open}") + _store(_OWN)),
    "keys and stores": _resources(_store("cluster-#") + _key("${S#}")),
    "keys beside connect steps": _resources(_store("cluster-#") + _connect("${S#}") + _key("${S#}")),
    "keys after connect steps": _resources(
        _store("cluster-#") + _connect("${S#}") + _key("${S#}", "K#", "DependsOn: T#")
    ),
    "custom resources and stores": _resources(
        _resource("X#", "Custom::Activated", "ServiceToken: !Ref Token, ClusterId: !Ref C#")
        + _cluster()
        + _hsm("A#", _OWN)
        + _store(_OWN)
    ),
    "custom resources": _resources(_resource("X#", "Custom::Any", "ServiceToken: !Ref Token")),
}


def _user(name: str = "U#", called: str = "user-#", identifier: str = "user-#") -> str:
    return _resource(
        name,
        "AWS::ElastiCache::User",
        f'UserId: {identifier}, UserName: {called}, Engine: redis, AccessString: "on ~* +@all", '
        "Passwords: [0123456789abcdef]",
    )


def _group(users: str, name: str = "G#", identifier: str = "group-#", *more: str) -> str:
    return _resource(
        name, "AWS::ElastiCache::UserGroup", f"UserGroupId: {identifier}, Engine: redis, UserIds: [{users}]", *more
    )


def _cache(groups: str, *more: str) -> str:
    return _resource(
        "R#",
        "AWS::ElastiCache::ReplicationGroup",
        f"ReplicationGroupDescription: x, Engine: redis, CacheNodeType: cache.t4g.small, UserGroupIds: [{groups}]",
        *more,
    )


def _memorydb(user: str, named_user: str, acl: str, named_acl: str) -> str:
    return (
        _resource(
            "U#", "AWS::MemoryDB::User", f"UserName: {user}, AccessString: 'on', AuthenticationMode: {{Type: iam}}"
        )
        + _resource("A#", "AWS::MemoryDB::ACL", f"ACLName: {acl}, UserNames: [{named_user}]")
        + _resource("C#", "AWS::MemoryDB::Cluster", f"ClusterName: c-#, NodeType: db.t4g.small, ACLName: {named_acl}")
    )


_CACHES: Final[dict[str, Project]] = {
    "users and groups": _resources(_user() + _group("!Ref U#")),
    "users of one group": lambda number: (
        _START + each(number, _user()) + _group(each(number, "!Ref U#", ", "), "G", "g")
    ),
    "users of one group, unknown names": lambda number: (
        _START + each(number, _user(called="!Ref Open")) + _group(each(number, "!Ref U#", ", "), "G", "g")
    ),
    "users named by texts": _resources(_user() + _group("user-#")),
    "users of unknown ids": _resources(_user(identifier="!Ref Open") + _group("user-#")),
    "caches and groups": _resources(_group("default") + _cache("!Ref G#")),
    "caches of one group": _resources(_cache("!Ref G"), _group("default", "G", "g")),
    "caches that stay": _resources(_cache("!Ref G", "DeletionPolicy: Retain"), _group("default", "G", "g")),
    "caches, groups by text": _resources(_group("default") + _cache("group-#")),
    "caches, unknown groups": _resources(_group("default") + _cache("!Ref Open")),
    "MemoryDB": _resources(_memorydb("user-#", "!Ref U#", "acl-#", "!Ref A#")),
    "MemoryDB by text": _resources(_memorydb("user-#", "user-#", "acl-#", "acl-#")),
    "MemoryDB, unknown names": _resources(_memorydb("!Ref Open", "user-#", "!Ref Open", "acl-#")),
}

_TRUST: Final = (
    'AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "sts:AssumeRole", '
    "Principal: {Service: lambda.amazonaws.com}}]}"
)


def _document(action: str = "memorydb:Connect") -> str:
    resource = "arn:aws:memorydb:eu-west-1:111122223333:cluster/c"
    return (
        'PolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, '
        f'Action: "{action}", Resource: "{resource}"}}]}}'
    )


def _role(name: str = "R#", more: str = "") -> str:
    return _resource(name, "AWS::IAM::Role", f"RoleName: role-{name}, {_TRUST}{more}")


def _policy(roles: str, name: str = "P#", type_: str = "Policy") -> str:
    return _resource(name, f"AWS::IAM::{type_}", f"{type_}Name: p-#, Roles: [{roles}], {_document()}")


def _function(role: str, more: str = "") -> str:
    return _resource("F#", "AWS::Lambda::Function", f"Role: {role}, Runtime: python3.12, Handler: a.b{more}")


_IAM: Final[dict[str, Project]] = {
    "roles with policies": _resources(_role() + _policy("!Ref R#")),
    "roles by text": _resources(_role() + _policy("role-R#")),
    "policies of one role": _resources(_policy("!Ref R"), _role("R")),
    "policies of unknown roles": _resources(_role() + _policy("!Ref Open")),
    "managed policies": _resources(_role("R#", ", ManagedPolicyArns: [!Ref M#]") + _policy("", "M#", "ManagedPolicy")),
    "managed policies of one role": _resources(_policy("!Ref R", "M#", "ManagedPolicy"), _role("R")),
    "roles of one managed policy": _resources(
        _role("R#", ", ManagedPolicyArns: [!Ref M]"), _policy("", "M", "ManagedPolicy")
    ),
    "unknown managed policies": _resources(
        _role("R#", ", ManagedPolicyArns: [!Ref Open]") + _policy("", "M#", "ManagedPolicy")
    ),
    "functions and roles": _resources(_role() + _function("!GetAtt R#.Arn")),
    "functions of one role": _resources(_function("!GetAtt R.Arn"), _role("R")),
    "functions with clusters": _resources(
        _role()
        + _function("!GetAtt R#.Arn", ", Environment: {Variables: {CACHE: !GetAtt C#.ClusterEndpoint.Address}}")
        + _resource("C#", "AWS::MemoryDB::Cluster", "ClusterName: c-#, NodeType: db.t4g.small, ACLName: open-access")
    ),
    "statements of one policy": inside(
        _START
        + "  M:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Statement:\n",
        "          - {Effect: Allow, Action: memorydb:CreateCluster, Resource: 'arn:aws:memorydb:::cluster/c#'}\n",
        "",
        "",
    ),
}


def _used(start: str, declared: str, use: str) -> Project:
    """Things that are declared before the resources, each used by a queue of its own."""
    return lambda number: start + each(number, declared) + "Resources:\n" + each(number, _QUEUE + use)


_LANGUAGE: Final[dict[str, Project]] = {
    "queues": _resources(_QUEUE),
    "DependsOn in a row": _resources(_QUEUE + "    DependsOn: Q##\n", _QUEUE.replace("#", "0")),
    "references in a row": _resources(
        _QUEUE + "    Properties: {QueueName: !GetAtt Q##.QueueName}\n", _QUEUE.replace("#", "0")
    ),
    "keys in a row": _resources(
        _store("cluster-#", "S#", "DependsOn: K##") + _key("${S#}"), "  K0: {Type: AWS::KMS::Key}\n"
    ),
    "parameters": many(
        '  P#: {Type: String, Default: a, AllowedValues: [a, b], AllowedPattern: "[a-z]"}\n', f"{_HEAD}Parameters:\n"
    ),
    "parameters, used": _used(
        f"{_HEAD}Parameters:\n", "  P#: {Type: String}\n", "    Properties: {QueueName: !Ref P#}\n"
    ),
    "conditions": _used(f"{_HEAD}{_OPEN}Conditions:\n", "  C#: !Equals [!Ref Open, a#]\n", "    Condition: C#\n"),
    "conditions in a row": _used(
        f"{_HEAD}{_OPEN}Conditions:\n  C0: !Equals [!Ref Open, a]\n",
        "  C#: !Not [!Condition C##]\n",
        "    Condition: C#\n",
    ),
    "mappings": _used(
        f"{_HEAD}Mappings:\n", "  M#: {a: {b: c#}}\n", "    Properties: {QueueName: !FindInMap [M#, a, b]}\n"
    ),
    "one mapping": _used(
        f"{_HEAD}Mappings:\n  M:\n", "    k#: {b: c#}\n", "    Properties: {QueueName: !FindInMap [M, k#, b]}\n"
    ),
    "one mapping, unknown keys": _used(
        f"{_HEAD}{_OPEN}Mappings:\n  M:\n",
        "    k#: {b: c#}\n",
        "    Properties: {QueueName: !FindInMap [M, !Ref Open, b]}\n",
    ),
    "outputs": many("  O#: {Value: a#, Export: {Name: e#}}\n", f"{_START}{_QUEUE.replace('#', '0')}Outputs:\n"),
    "imports": _resources(_QUEUE + "    Properties: {QueueName: !ImportValue e#}\n"),
    "join": inside(
        f"{_START}  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: !Join ['', [", "n#", "]]\n", ", "
    ),
    "join of unknowns": inside(
        f"{_START}  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: !Join ['', [",
        "!Ref Open, n#",
        "]]\n",
        ", ",
    ),
    "sub": inside(
        f"{_START}  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: !Sub '", "${Open}#", "'\n", ""
    ),
    "select": lambda number: (
        _START + each(number, _QUEUE + "    Properties: {QueueName: !Select [0, !Split [',', !Ref Open]]}\n")
    ),
    "ForEach": inside(
        f"{_HEAD}Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::All:\n    - Name\n    - [",
        "n#",
        "]\n    - Q${Name}: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Name}}\n",
        ", ",
    ),
    "If": many(
        _QUEUE + "    Properties: {QueueName: !If [IsA, a#, b#]}\n",
        f"{_HEAD}{_OPEN}Conditions:\n  IsA: !Equals [!Ref Open, a]\nResources:\n",
    ),
    "serverless functions": many(
        "  F#:\n    Type: AWS::Serverless::Function\n"
        "    Properties: {Runtime: python3.12, Handler: a.b, InlineCode: x}\n",
        f"{_HEAD}Transform: AWS::Serverless-2016-10-31\nResources:\n",
    ),
    "rules": lambda number: (
        f"{_HEAD}{_OPEN}Rules:\n"
        + each(number, "  R#:\n    Assertions: [{Assert: !Not [!Equals [!Ref Open, a#]]}]\n")
        + f"Resources:\n{_QUEUE.replace('#', '0')}"
    ),
    "faults": _resources(_FAULT),
    "unresolved names": _resources(_QUEUE + "    Properties: {QueueName: !Ref Nowhere#}\n"),
    "suppressions": lambda number: (
        _START + each(number, "  % awslint: ignore[EC001] reason\n" + _FAULT).replace("%", "#")
    ),
    "suppressions in metadata": _resources(
        _resource(
            "U#",
            "AWS::ElastiCache::User",
            "UserId: u#, Engine: redis, Passwords: [x]",
            "Metadata: {awslint: {ignore: [EC001]}}",
        )
    ),
}

_NESTED: Final = (
    f"{_HEAD}Parameters:\n  Name: {{Type: String}}\nResources:\n"
    "  Q:\n    Type: AWS::SQS::Queue\n    Properties: {QueueName: !Ref Name}\n"
)
_STACK: Final = (
    "  N#:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: nested.yaml\n"
    "      Parameters: {Name: n#}\n"
)

KINDS: Final[dict[str, Project]] = {
    **_KEY_STORES,
    **_CACHES,
    **_IAM,
    **_LANGUAGE,
    "nested stacks": lambda number: many(_STACK, _START, _NESTED)(min(number, 190)),
}
