"""AWS roles of the emulated account, and their logins at Vault.

usage: identity.py URL ACCOUNT REGION make NAME...        makes roles
       identity.py URL ACCOUNT REGION session NAME OUT    credentials of a role, as JSON
       identity.py URL ACCOUNT REGION login NAME HEADER OUT    what a program of the role sends to auth/aws/login
"""
import base64
import json
import sys

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

url, account, region, what, *rest = sys.argv[1:]
root = {"aws_access_key_id": account, "aws_secret_access_key": "emulated", "region_name": region}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "sts:AssumeRole"}
    ],
}


def session(name):
    response = boto3.client("sts", endpoint_url=url, **root).assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/{name}", RoleSessionName="trial"
    )
    return response["Credentials"]


def write(out, content):
    with open(out, "w") as file:
        json.dump(content, file)


if what == "make":
    iam = boto3.client("iam", endpoint_url=url, **root)
    for name in rest:
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
elif what == "session":
    name, out = rest
    given = session(name)
    write(
        out,
        {
            "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
            "AWS_SESSION_TOKEN": given["SessionToken"],
        },
    )
elif what == "login":
    name, header, out = rest
    given = session(name)
    body = "Action=GetCallerIdentity&Version=2011-06-15"
    endpoint = f"https://sts.{region}.amazonaws.com/"
    request = AWSRequest(
        "POST",
        endpoint,
        data=body,
        headers={
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            **({"X-Vault-AWS-IAM-Server-ID": header} if header else {}),
        },
    )
    credentials = Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    SigV4Auth(credentials, "sts", region).add_auth(request)

    def encoded(text):
        return base64.b64encode(text.encode()).decode()

    write(
        out,
        {
            "iam_http_request_method": "POST",
            "iam_request_url": encoded(endpoint),
            "iam_request_body": encoded(body),
            "iam_request_headers": encoded(json.dumps({key: [value] for key, value in request.headers.items()})),
        },
    )
else:
    sys.exit(f"unknown: {what}")
