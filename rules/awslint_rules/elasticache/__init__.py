"""Rules about elasticache."""

TYPES = ("AWS::ElastiCache::",)
