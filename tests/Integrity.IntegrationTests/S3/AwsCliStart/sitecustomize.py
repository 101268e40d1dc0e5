"""Makes AWS CLI versions before 2.13 read AWS_ENDPOINT_URL_S3.

Python imports this file at startup if its directory is on PYTHONPATH.
"""
import importlib
import os


def patch(session):
    create = session.Session.create_client

    def create_client(self, service_name, *args, **kwargs):
        if service_name == "s3" and not kwargs.get("endpoint_url"):
            kwargs["endpoint_url"] = os.environ["AWS_ENDPOINT_URL_S3"]
        return create(self, service_name, *args, **kwargs)

    session.Session.create_client = create_client


if "AWS_ENDPOINT_URL_S3" in os.environ:
    # Version 2 bundles botocore, which has two names once awscli is imported. Version 1 uses the shared botocore.
    for name in ("awscli", "botocore.session", "awscli.botocore.session"):
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        if name.endswith(".session"):
            patch(module)
