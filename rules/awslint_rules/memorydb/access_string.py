"""MDB008, MDB303 to MDB307: access strings of users of MemoryDB."""

from __future__ import annotations

from awslint_rules.elasticache.access_string_rules import MEMORYDB_USERS, declare

declare(
    MEMORYDB_USERS,
    {
        "no_rule": "MDB008",
        "password": "MDB303",
        "reset": "MDB304",
        "doubtful": "MDB305",
        "restricted": "MDB306",
        "category": "MDB307",
    },
    "a MemoryDB user",
)
