"""A server on this machine that answers in AWS's place what data sources ask while a configuration is planned."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

ACCOUNT = "123456789012"

_ZONES = "".join(
    f"<item><zoneName>eu-central-1{letter}</zoneName><zoneId>euc1-az{number}</zoneId><zoneState>available</zoneState>"
    "<regionName>eu-central-1</regionName><zoneType>availability-zone</zoneType><groupName>eu-central-1</groupName>"
    "<networkBorderGroup>eu-central-1</networkBorderGroup><optInStatus>opt-in-not-required</optInStatus></item>"
    for number, letter in enumerate("abc", 1)
)

_ANSWERS = {
    "GetCallerIdentity": (
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
        f"<Arn>arn:aws:iam::{ACCOUNT}:user/example</Arn><UserId>AIDAEXAMPLE</UserId><Account>{ACCOUNT}</Account>"
        "</GetCallerIdentityResult></GetCallerIdentityResponse>"
    ),
    "DescribeAvailabilityZones": (
        '<DescribeAvailabilityZonesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
        f"<availabilityZoneInfo>{_ZONES}</availabilityZoneInfo></DescribeAvailabilityZonesResponse>"
    ),
    "DescribeVpcs": (
        '<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><vpcSet><item>'
        "<vpcId>vpc-0123456789abcdef0</vpcId><state>available</state><cidrBlock>172.31.0.0/16</cidrBlock>"
        "<isDefault>true</isDefault></item></vpcSet></DescribeVpcsResponse>"
    ),
}


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        action = parse_qs(body).get("Action", [""])[0]
        answer = _ANSWERS.get(action, f"<Error><Code>NotImplemented</Code><Message>{action}</Message></Error>")
        self.send_response(200 if action in _ANSWERS else 400)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing."""


@contextlib.contextmanager
def answering() -> Iterator[dict[str, str]]:
    """Answers as long as the context is open; gives the environment that makes the provider ask here."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield {"AWS_ENDPOINT_URL_STS": url, "AWS_ENDPOINT_URL_EC2": url}
    finally:
        server.shutdown()
        server.server_close()
