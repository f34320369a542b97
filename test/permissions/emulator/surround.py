"""Makes what stands beside a stack: roles of other people, and resources that are none of the stack's business.

usage: surround.py INPUT OUTPUT

INPUT is JSON: url, account, region, roles (name, account, policy) and arns, of which only what the emulator hosts is
made. OUTPUT gets JSON: the ARNs of a key and a secret that the emulator numbers itself.
"""
import json
import sys

import boto3

source, out = sys.argv[1:]
with open(source) as file:
    given = json.load(file)


def client(service, account):
    """The root key of an account: its access key is the account's number."""
    return boto3.client(
        service,
        endpoint_url=given["url"],
        aws_access_key_id=account,
        aws_secret_access_key="emulated",
        region_name=given["region"],
    )


for role in given["roles"]:
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{role['account']}:root"}, "Action": "sts:AssumeRole"}
    iam = client("iam", role["account"])
    iam.create_role(
        RoleName=role["name"], AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )
    iam.put_role_policy(RoleName=role["name"], PolicyName="allow", PolicyDocument=json.dumps(role["policy"]))

for arn in given["arns"]:
    service, name = arn.split(":", 5)[2::3]
    kind, _, rest = name.partition("/")
    here = client(service, given["account"]) if service in ("s3", "sns", "sqs", "events", "logs") else None
    if service == "s3":
        if kind not in [bucket["Name"] for bucket in here.list_buckets()["Buckets"]]:
            here.create_bucket(Bucket=kind, CreateBucketConfiguration={"LocationConstraint": given["region"]})
        if rest and here.list_objects_v2(Bucket=kind, Prefix=rest)["KeyCount"] == 0:
            here.put_object(Bucket=kind, Key=rest, Body=b"unrelated")
    elif service == "sns":
        here.create_topic(Name=name)
    elif service == "sqs":
        here.create_queue(QueueName=name)
    elif service == "events" and kind == "event-bus" and rest != "default":
        here.create_event_bus(Name=rest)
    elif service == "events" and kind == "rule":
        here.put_rule(Name=rest, ScheduleExpression="rate(1 day)")
    elif service == "logs" and name.split(":")[1]:
        here.create_log_group(logGroupName=name.split(":")[1])

made = {
    "key:foreign": client("kms", given["account"]).create_key()["KeyMetadata"]["Arn"],
    "secret:foreign": client("secretsmanager", given["account"]).create_secret(
        Name="trial-foreign", SecretString="unrelated"
    )["ARN"],
}
with open(out, "w") as file:
    json.dump(made, file)
