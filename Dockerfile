# docker build -t awslint . && docker run --rm -v "$PWD:/src:ro" awslint
FROM python:3.12-slim AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY linter linter
COPY rules rules
RUN python -m venv /opt/awslint && /opt/awslint/bin/pip install --no-cache-dir .

FROM python:3.12-slim
COPY --from=build /opt/awslint /opt/awslint
ENV PATH=/opt/awslint/bin:$PATH
RUN useradd --create-home --uid 10001 awslint
USER awslint
# The parser's tables are made with the first configuration that it reads, and kept; so they are there for every run.
RUN mkdir /tmp/first && echo 'resource "aws_kms_key" "k" {}' >/tmp/first/main.tf \
    && awslint --quiet /tmp/first && rm -r /tmp/first
WORKDIR /src
ENTRYPOINT ["awslint"]
