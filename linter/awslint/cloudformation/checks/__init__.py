"""What CloudFormation itself checks in a template, found in the stacks that the front end opened.

The front end knows nothing of these checks: `loading` hands their nodes to the graph, where rules ask about them.
"""
