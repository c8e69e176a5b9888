"""What CloudFormation refuses is noted in nodes beside the resources; the rules' fixtures show most of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awslint.cloudformation.checks.circles import circles
from awslint.values import Truth, Unknown, plain

NAMES = st.sampled_from("abcdefg")


@given(st.dictionaries(NAMES, st.lists(NAMES, max_size=4)))
@settings(max_examples=150, deadline=None)
def test_circles_are_circles_and_none_is_missed(needs: dict[str, list[str]]) -> None:
    found = list(circles(needs))
    for circle in found:
        for name, following in zip(circle, [*circle[1:], circle[0]], strict=True):
            assert following in needs[name]
    # Without one member of every circle's group nothing leads back to itself.
    reach = {name: {needed_name for needed_name in needed if needed_name in needs} for name, needed in needs.items()}
    for _ in needs:
        for reached in reach.values():
            reached |= {further for name in reached for further in reach[name]}
    groups = {
        frozenset(other for other in reach[name] if name in reach[other]) for name in needs if name in reach[name]
    }
    assert len(found) == len(groups)


def test_ten_thousand_in_a_ring_and_all_to_one() -> None:
    ring = {str(number): [str((number + 1) % 10_000)] for number in range(10_000)}
    (circle,) = circles(ring)
    assert len(circle) == 10_000


def kinds(deployment) -> list[tuple[str, str]]:
    return [
        (resource.address, fault.get("Kind").text)
        for resource in deployment.resources
        if resource.type == "AWS::CloudFormation::Template"
        for fault in resource.get("Faults").elements()
    ]


def test_faults_of_nested_stacks_have_their_address(deploy) -> None:
    text = "Resources: {Child: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: c.yaml}}}"
    child = "Resources: {T: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !Ref Nothing}}}"
    assert kinds(deploy(text, {"c.yaml": child}).deployment) == [("Child/Resources.T", "UnresolvedName")]


def test_a_fault_costs_only_its_value(deploy) -> None:
    text = "Resources: {T: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !Ref Nothing, DisplayName: x}}}"
    loaded = deploy(text)
    assert loaded.problems == ()
    assert loaded.deployment.find("T").get("DisplayName").text == "x"


@pytest.mark.parametrize(
    "text",
    [
        "Modules: {M: {Source: m.yaml}}\nResources: {T: {Type: 'AWS::SNS::Topic', Properties: {D: !Ref MTopic}}}",
        "Resources: {T: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !Rain::Embed x, D: !Ref X}}}",
        "Resources: {'Fn::Transform': {Name: 'AWS::Include'}, T: {Type: 'AWS::SNS::Topic', Properties: {D: !Ref X}}}",
        "Transform: M\nResources: {T: {Type: 'AWS::SNS::Topic', DependsOn: T}}",
    ],
)
def test_nothing_is_reported_where_others_may_add_names(deploy, text: str) -> None:
    assert kinds(deploy(text).deployment) == []


RULES = """
    Parameters:
      Env: {Type: String, AllowedValues: [dev, prod]}
      Size: {Type: String, AllowedValues: [small, large]}
    Rules:
      Large:
        RuleCondition: !Equals [!Ref Env, prod]
        Assertions: [{Assert: !Equals [!Ref Size, large]}]
    Conditions:
      Both: !And [!Equals [!Ref Env, prod], !Equals [!Ref Size, small]]
    Resources:
      Impossible: {Type: "AWS::SNS::Topic", Condition: Both}
      Always: {Type: "AWS::SNS::Topic"}
"""


def test_assertions_restrict_what_is_deployed(deploy) -> None:
    from awslint.graph import EvaluationContext
    from awslint.values import Is, World

    deployment = deploy(RULES).deployment
    world = World().given(Is("Parameter Env", "prod", declared=True))
    assert world is not None
    world = world.given(Is("Parameter Size", "small", declared=True))
    assert world is not None
    deployment.context = EvaluationContext(world)
    assert deployment.find("Impossible").existence is Truth.NO
    assert deployment.find("Always").existence is Truth.NO
    deployment.context = EvaluationContext(World().given(Is("Parameter Env", "dev", declared=True)))
    assert deployment.find("Always").existence is Truth.YES


def test_repeated_keys_are_reported_with_both_places(deploy) -> None:
    loaded = deploy("""
        Resources:
          T:
            Type: AWS::SNS::Topic
            Properties:
              TopicName: a
              TopicName: b
          U: {Type: "AWS::SNS::Topic"}
          U: {Type: "AWS::SNS::Topic"}
    """)
    messages = [problem.message for problem in loaded.problems]
    assert [message.partition(";")[0] for message in messages] == [
        "U is written more than once: this one counts, not the one in line 8",
        "TopicName is written more than once: this one counts, not the one in line 6",
    ]
    assert all(problem.kind == "module" and problem.is_read for problem in loaded.problems)
    assert plain(loaded.deployment.find("T").attributes.items["TopicName"]) == "b"


def test_of_whatever_is_declared_twice_the_last_counts(deploy) -> None:
    loaded = deploy("""
        Parameters: {P: {Type: String, Default: a}, P: {Type: String, Default: b}}
        Mappings: {M: {a: {b: c}}, M: {d: {e: f}}}
        Conditions: {C: !Equals [a, b], C: !Equals [a, a]}
        Resources:
          T:
            Type: AWS::SNS::Topic
            Type: AWS::SQS::Queue
            Condition: C
            Properties: {V: !Ref P, W: !FindInMap [M, a, b], X: !If [C, a, b]}
        Outputs: {O: {Value: a}, O: {Value: b}}
    """)
    assert [problem.message.partition(" ")[0] for problem in loaded.problems] == ["P", "M", "C", "O", "Type"]
    resource = loaded.deployment.find("T")
    assert resource.type == "AWS::SQS::Queue"
    assert resource.existence is Truth.YES
    assert plain(resource.attributes.items["V"]) == "b"
    assert isinstance(resource.attributes.items["W"], Unknown)
    assert plain(resource.attributes.items["X"]) == "a"
    assert kinds(loaded.deployment) == []


def test_a_section_that_is_written_twice_hides_names(deploy) -> None:
    loaded = deploy("""
        Resources: {T: {Type: "AWS::SNS::Topic"}}
        Resources: {U: {Type: "AWS::SNS::Topic", Properties: {TopicName: !Ref T}}}
    """)
    assert [problem.message.partition(";")[0] for problem in loaded.problems] == [
        "Resources is written more than once: this one counts, not the one in line 2"
    ]
    assert kinds(loaded.deployment) == []


def test_settings_in_metadata_are_kept(deploy) -> None:
    loaded = deploy("""
        Resources:
          T: {Type: "AWS::SNS::Topic", Metadata: {awslint: {ignore: [KMS055]}, Other: {a: b}}}
          U: {Type: "AWS::SNS::Topic", Metadata: {Other: {a: b}}}
    """)
    metadata = loaded.deployment.find("T").metadata
    assert plain(metadata.items["awslint"]) == {"ignore": ["KMS055"]}
    assert not hasattr(loaded.deployment.find("U").metadata, "items")


def test_policies_of_resources_are_kept(deploy) -> None:
    loaded = deploy("""
        Parameters: {Env: {Type: String, Default: dev}}
        Resources:
          T:
            Type: AWS::SNS::Topic
            DeletionPolicy: Retain
            UpdateReplacePolicy: !Ref Env
            UpdatePolicy: {AutoScalingReplacingUpdate: {WillReplace: true}}
    """)
    topic = loaded.deployment.find("T")
    assert topic.policy("DeletionPolicy").text == "Retain"
    assert topic.policy("UpdateReplacePolicy").text == "dev"
    assert topic.policy("UpdatePolicy").get("AutoScalingReplacingUpdate", "WillReplace").scalar is True
