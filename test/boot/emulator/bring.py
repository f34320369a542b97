"""Makes what a user brings to a deployment: a certificate authority, a mirror with the release, and prints nothing secret.

usage: bring.py MOTO_URL MINISTACK_URL ACCOUNT REGION authority SUBJECT REQUEST_OUT OUT
       bring.py MOTO_URL MINISTACK_URL ACCOUNT REGION certificate ARN CERTIFICATE CHAIN
       bring.py MOTO_URL MINISTACK_URL ACCOUNT REGION mirror BUCKET KEY ZIP
"""
import json
import sys

import boto3

moto, ministack, account, region, what, *rest = sys.argv[1:]
credentials = {"aws_access_key_id": account, "aws_secret_access_key": "emulated", "region_name": region}


def read(name):
    with open(name, "rb") as file:
        return file.read()


if what == "authority":
    subject, request, out = rest
    client = boto3.client("acm-pca", endpoint_url=moto, **credentials)
    arn = client.create_certificate_authority(
        CertificateAuthorityConfiguration={
            "KeyAlgorithm": "EC_prime256v1",
            "SigningAlgorithm": "SHA256WITHECDSA",
            "Subject": {"CommonName": subject},
        },
        CertificateAuthorityType="SUBORDINATE",
    )["CertificateAuthorityArn"]
    with open(request, "w") as file:
        file.write(client.get_certificate_authority_csr(CertificateAuthorityArn=arn)["Csr"])
    with open(out, "w") as file:
        json.dump({"certificateAuthorityArn": arn}, file)
elif what == "certificate":
    arn, certificate, chain = rest
    boto3.client("acm-pca", endpoint_url=moto, **credentials).import_certificate_authority_certificate(
        CertificateAuthorityArn=arn, Certificate=read(certificate), CertificateChain=read(chain)
    )
elif what == "mirror":
    bucket, key, archive = rest
    s3 = boto3.client("s3", endpoint_url=ministack, **credentials)
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
    s3.upload_file(archive, bucket, key)
else:
    sys.exit(f"unknown: {what}")
