"""Teaches AWS CLIs before 2.13 to read AWS_ENDPOINT_URL_S3. Python imports this file by itself at its start when its folder is on PYTHONPATH."""
import importlib
import os


def teach(session):
    create = session.Session.create_client

    def create_client(self, service_name, *args, **kwargs):
        if service_name == "s3" and not kwargs.get("endpoint_url"):
            kwargs["endpoint_url"] = os.environ["AWS_ENDPOINT_URL_S3"]
        return create(self, service_name, *args, **kwargs)

    session.Session.create_client = create_client


if "AWS_ENDPOINT_URL_S3" in os.environ:
    # version 2 brings botocore along, and knows it by two names once awscli is imported; version 1 shares it with others
    for name in ("awscli", "botocore.session", "awscli.botocore.session"):
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        if name.endswith(".session"):
            teach(module)
