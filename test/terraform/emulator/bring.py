"""Makes what a user brings: a certificate authority, a secret for the node's certificate, and a bucket that mirrors the
release. Prints nothing secret.

usage: bring.py MOTO_URL MINISTACK_URL ACCOUNT REGION BUCKET KEY ZIP OUT

OUT gets JSON: certificateAuthorityArn, certificateSecretArn.
"""
import json
import sys

import boto3

moto, ministack, account, region, bucket, key, archive, out = sys.argv[1:]
credentials = {"aws_access_key_id": account, "aws_secret_access_key": "emulated", "region_name": region}

authority = boto3.client("acm-pca", endpoint_url=moto, **credentials).create_certificate_authority(
    CertificateAuthorityConfiguration={
        "KeyAlgorithm": "EC_prime256v1",
        "SigningAlgorithm": "SHA256WITHECDSA",
        "Subject": {"CommonName": "Vault nodes"},
    },
    CertificateAuthorityType="SUBORDINATE",
)
s3 = boto3.client("s3", endpoint_url=ministack, **credentials)
s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
s3.upload_file(archive, bucket, key)
secret = boto3.client("secretsmanager", endpoint_url=ministack, **credentials).create_secret(
    Name="vault/node-certificate", SecretString="stands for a certificate and its key"
)
with open(out, "w") as file:
    json.dump(
        {"certificateAuthorityArn": authority["CertificateAuthorityArn"], "certificateSecretArn": secret["ARN"]}, file
    )
