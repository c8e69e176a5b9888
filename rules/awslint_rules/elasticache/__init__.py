"""Rules about elasticache."""
