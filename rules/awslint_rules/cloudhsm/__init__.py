"""Rules about cloudhsm."""
