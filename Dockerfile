# docker build -t awslint . && docker run --rm -v "$PWD:/src:ro" awslint
FROM python:3.12-slim AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE ./
COPY linter linter
COPY rules rules
RUN python -m venv /opt/awslint && /opt/awslint/bin/pip install --no-cache-dir .

FROM python:3.12-slim
COPY --from=build /opt/awslint /opt/awslint
# The parser of HCL keeps its grammar beside itself or in the user's directory; made here, it is there for every run.
RUN printf 'resource "aws_kms_key" "k" {}\n' >/tmp/main.tf && /opt/awslint/bin/awslint -q /tmp/main.tf && rm /tmp/main.tf \
    && useradd --create-home --uid 10001 awslint
ENV PATH=/opt/awslint/bin:$PATH
USER awslint
WORKDIR /src
ENTRYPOINT ["awslint"]
