"""No function crashes, whatever it is given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awslint.terraform import functions
from awslint.terraform.functions import FunctionError, Surroundings, call
from awslint.terraform.functions.registry import REGISTRY
from awslint.values import Is, Known, ListOf, MapOf, Missing, Reference, Text, Unknown, Value, choose

functions._load()

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 300),
    st.floats(allow_nan=False),
    st.sampled_from(
        ["", "a", "%s", "%5.2f", "10.0.0.0/8", "/a+/", "2020-01-02T03:04:05Z", "{}", "YYYY", "[a", "a,b\n1,2"]
    ),
    st.text(max_size=5),
)
leaves = st.one_of(
    scalars.map(Known),
    st.sampled_from(
        [
            Unknown("x"),
            Unknown("x", "string"),
            Unknown("x", "list"),
            Reference("a.b", ("id",)),
            Reference("a.b", ("id",), value=Known("v")),
            Text(("a", Unknown("x"))),
            Text((Reference("a.b", ("id",)), "b")),
            Missing(),
            choose(Is("var.a"), Known("x"), Known(1)),
        ]
    ),
)


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(inner, max_size=3)
    maps = st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3)
    flags = st.booleans()
    return st.one_of(
        st.builds(lambda items, complete, is_set: ListOf(tuple(items), complete, is_set=is_set), lists, flags, flags),
        st.builds(MapOf, maps, flags),
    )


values: st.SearchStrategy[Value] = st.recursive(leaves, containers, max_leaves=6)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.lists(values, max_size=4))
def test_every_function_gives_a_value_or_refuses(arguments: list[Value]) -> None:
    place = Path(__file__).parent
    surroundings = Surroundings(place, place, place)
    for name in sorted(REGISTRY):
        try:
            result = call(name, arguments, surroundings)
        except FunctionError:
            continue
        assert isinstance(result, Value)  # type: ignore[arg-type, misc]
        hash(result.assumes)
