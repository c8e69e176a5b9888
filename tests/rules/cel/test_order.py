"""What a message says of the order: only what the configuration can name."""

from __future__ import annotations

from pathlib import Path

from awslint.engine import Options, check

TOPIC = """
resource "aws_sns_topic" "this" {
  name = "uploads"
}
resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.this.arn
      Principal = { Service = "s3.amazonaws.com" }
    }]
  })
}
output "arn" {
  value = aws_sns_topic.this.arn
}
"""
BUCKET = """
module "topics" {
  for_each = toset(["uploads"])
  source   = "./topic"
}
resource "aws_s3_bucket" "uploads" {}
resource "aws_s3_bucket_notification" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  topic {
    topic_arn = module.topics["uploads"].arn
    events    = ["s3:ObjectCreated:*"]
  }
}
"""


def test_what_lies_in_a_module_is_waited_for_by_its_call(tmp_path: Path) -> None:
    (tmp_path / "topic").mkdir()
    (tmp_path / "topic" / "main.tf").write_text(TOPIC, encoding="utf-8")
    (tmp_path / "main.tf").write_text(BUCKET, encoding="utf-8")
    (finding,) = [finding for finding in check([tmp_path], Options(cache=False)).findings if finding.rule.id == "S3301"]
    assert finding.help == "Add depends_on = [module.topics] to aws_s3_bucket_notification.uploads."
