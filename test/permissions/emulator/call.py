"""Sends the calls of the permission trials, as the principals that they name.

usage: call.py INPUT OUTPUT

INPUT is JSON: url, account, region, principals, objects to make first, and trials. OUTPUT gets JSON: a verdict with its detail for
each trial. A refusal is a verdict only when it is one of access, for the very action that is tried.
"""
import functools
import json
import re
import sys
import time

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

REFUSALS = {"AccessDenied", "AccessDeniedException", "AuthorizationError"}
# Said to who may ask: there is no hold on this object.
ANSWERS = {"NoSuchObjectLockConfiguration"}
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})

source, out = sys.argv[1:]
with open(source) as file:
    given = json.load(file)


@functools.cache
def client(service, region=None, **credentials):
    return boto3.client(
        service,
        endpoint_url=given["url"],
        region_name=region or given["region"],
        config=Config(
            retries={"total_max_attempts": 1},
            s3={"addressing_style": "path"},
            **({} if credentials else {"signature_version": UNSIGNED}),
        ),
        **credentials,
    )


def root(account):
    """The root key of an account, which no policy binds: its access key is the account's number."""
    return {"aws_access_key_id": account, "aws_secret_access_key": "emulated"}


def session(principal):
    """Credentials of a principal. The root key assumes roles in the place of services; see ministack_additions.py."""
    if principal.get("role") is None:
        return root(given["account"]) if principal.get("service") else {}
    response = client("sts", **root(principal["account"])).assume_role(
        RoleArn=principal["role"],
        RoleSessionName=principal.get("service") or "trial",
        **({"ExternalId": principal["source"]} if principal.get("source") else {}),
    )
    given_out = response["Credentials"]
    return {
        "aws_access_key_id": given_out["AccessKeyId"],
        "aws_secret_access_key": given_out["SecretAccessKey"],
        "aws_session_token": given_out["SessionToken"],
    }


def name_of(arn):
    """The last part of an ARN."""
    return re.split("[:/]", arn)[-1]


def bucket_of(arn):
    return arn.split(":")[5].partition("/")[0]


def object_of(arn):
    bucket, _, key = arn.split(":", 5)[5].partition("/")
    return {"Bucket": bucket, "Key": key}


def version_of(arn):
    head = client("s3", **root(given["account"])).head_object(**object_of(arn))
    return {**object_of(arn), "VersionId": head.get("VersionId") or "null"}


def ciphertext_of(arn):
    here = client("kms", arn.split(":")[3], **root(given["account"]))
    return here.encrypt(KeyId=arn, Plaintext=b"trial")["CiphertextBlob"]


def stream_of(arn):
    group, _, stream = arn.split(":", 6)[6].partition(":log-stream:")
    return {"logGroupName": group, "logStreamName": stream}


def group_of(arn):
    return {"logGroupName": stream_of(arn)["logGroupName"]}


def policy_of(arn):
    here = client("kms", arn.split(":")[3], **root(given["account"]))
    return here.get_key_policy(KeyId=arn, PolicyName="default")["Policy"]


def key(arn):
    return {"KeyId": arn}


def bucket(arn):
    return {"Bucket": bucket_of(arn)}


def secret(arn):
    return {"SecretId": arn}


def role(arn):
    return {"RoleName": name_of(arn)}


def topic(arn):
    return {"TopicArn": arn}


def queue(arn):
    return {"QueueUrl": f"{given['url']}/{given['account']}/{name_of(arn)}"}


def rule(arn):
    return {"Name": name_of(arn)}


def nothing(_arn):
    return {}


def log_event():
    return [{"timestamp": int(time.time() * 1000), "message": "trial"}]


BLOCK_NOTHING = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), False
)
RECORD = {"Name": "trial.", "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": '"trial"'}]}

# Action: how its arguments are made from the ARN, and further arguments. The method has the name of the action, except
# where a third value names it.
CALLS = {
    "events:DeleteRule": (rule, {}),
    "events:DisableRule": (rule, {}),
    "events:PutEvents": (
        lambda arn: {"Entries": [{"EventBusName": arn, "Source": "trial", "DetailType": "trial", "Detail": "{}"}]},
        {},
    ),
    "events:PutRule": (rule, {"ScheduleExpression": "rate(1 day)"}),
    "events:PutTargets": (lambda arn: {"Rule": name_of(arn)}, {"Targets": [{"Id": "trial", "Arn": "arn:aws:sns:::t"}]}),
    "events:RemoveTargets": (lambda arn: {"Rule": name_of(arn)}, {"Ids": ["trial"]}),
    "iam:AttachRolePolicy": (role, {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
    "iam:CreateRole": (role, {"AssumeRolePolicyDocument": TRUST}),
    "iam:DeleteRolePolicy": (role, {"PolicyName": "node"}),
    "iam:GetRole": (role, {}),
    "iam:GetRolePolicy": (role, {"PolicyName": "node"}),
    "iam:PutRolePolicy": (role, {"PolicyName": "trial", "PolicyDocument": TRUST}),
    "iam:UpdateAssumeRolePolicy": (role, {"PolicyDocument": TRUST}),
    "kms:CreateGrant": (key, {"GranteePrincipal": "arn:aws:iam::123456789012:root", "Operations": ["Decrypt"]}),
    "kms:CreateKey": (nothing, {}),
    "kms:Decrypt": (lambda arn: {"KeyId": arn, "CiphertextBlob": ciphertext_of(arn)}, {}),
    "kms:DescribeKey": (key, {}),
    "kms:DisableKey": (key, {}),
    "kms:DisableKeyRotation": (key, {}),
    "kms:Encrypt": (key, {"Plaintext": b"trial"}),
    "kms:GenerateDataKey": (key, {"KeySpec": "AES_256"}),
    "kms:GenerateDataKeyWithoutPlaintext": (key, {"KeySpec": "AES_256"}),
    "kms:GetKeyPolicy": (key, {"PolicyName": "default"}),
    "kms:ListAliases": (nothing, {}),
    "kms:ListGrants": (key, {}),
    "kms:ListKeys": (nothing, {}),
    "kms:PutKeyPolicy": (lambda arn: {"KeyId": arn, "Policy": policy_of(arn)}, {"PolicyName": "default"}),
    "kms:ScheduleKeyDeletion": (key, {"PendingWindowInDays": 30}),
    "kms:UpdateKeyDescription": (key, {"Description": "trial"}),
    "logs:CreateLogGroup": (group_of, {}),
    "logs:CreateLogStream": (stream_of, {}),
    "logs:DeleteLogGroup": (group_of, {}),
    "logs:DeleteLogStream": (stream_of, {}),
    "logs:DeleteRetentionPolicy": (group_of, {}),
    "logs:DescribeLogGroups": (nothing, {}),
    "logs:DescribeLogStreams": (group_of, {}),
    "logs:FilterLogEvents": (group_of, {}),
    "logs:GetLogEvents": (stream_of, {}),
    "logs:PutLogEvents": (lambda arn: {**stream_of(arn), "logEvents": log_event()}, {}),
    "logs:PutRetentionPolicy": (group_of, {"retentionInDays": 1}),
    "logs:PutSubscriptionFilter": (
        group_of,
        {"filterName": "trial", "filterPattern": "", "destinationArn": "arn:aws:lambda:::function:trial"},
    ),
    "route53:ChangeResourceRecordSets": (
        lambda arn: {"HostedZoneId": name_of(arn)},
        {"ChangeBatch": {"Changes": [{"Action": "CREATE", "ResourceRecordSet": RECORD}]}},
    ),
    "route53:ListResourceRecordSets": (lambda arn: {"HostedZoneId": name_of(arn)}, {}),
    "s3:DeleteBucket": (bucket, {}),
    "s3:DeleteBucketPolicy": (bucket, {}),
    "s3:DeleteObject": (object_of, {}),
    "s3:DeleteObjectVersion": (version_of, {}, "delete_object"),
    "s3:GetBucketPolicy": (bucket, {}),
    "s3:GetObject": (object_of, {}),
    "s3:GetObjectLegalHold": (object_of, {}),
    "s3:GetObjectRetention": (object_of, {}),
    "s3:GetObjectVersion": (version_of, {}, "get_object"),
    "s3:GetReplicationConfiguration": (bucket, {}, "get_bucket_replication"),
    "s3:ListBucket": (bucket, {}, "list_objects_v2"),
    "s3:ListBucketVersions": (bucket, {}, "list_object_versions"),
    "s3:PutBucketObjectLockConfiguration": (bucket, {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}}, "put_object_lock_configuration"),
    "s3:PutBucketPolicy": (bucket, {"Policy": TRUST}),
    "s3:PutBucketPublicAccessBlock": (
        bucket,
        {"PublicAccessBlockConfiguration": BLOCK_NOTHING},
        "put_public_access_block",
    ),
    "s3:PutBucketVersioning": (bucket, {"VersioningConfiguration": {"Status": "Suspended"}}),
    "s3:PutEncryptionConfiguration": (
        bucket,
        {
            "ServerSideEncryptionConfiguration": {
                "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
            }
        },
        "put_bucket_encryption",
    ),
    "s3:PutLifecycleConfiguration": (
        bucket,
        {
            "LifecycleConfiguration": {
                "Rules": [{"ID": "trial", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}]
            }
        },
        "put_bucket_lifecycle_configuration",
    ),
    "s3:PutObject": (object_of, {"Body": b"trial"}),
    "s3:PutObjectLegalHold": (object_of, {"LegalHold": {"Status": "OFF"}}),
    "s3:PutObjectRetention": (object_of, {"Retention": {"Mode": "GOVERNANCE", "RetainUntilDate": "2030-01-01T00:00:00Z"}}),
    "s3:PutObjectTagging": (object_of, {"Tagging": {"TagSet": [{"Key": "trial", "Value": "trial"}]}}),
    "secretsmanager:DeleteSecret": (secret, {}),
    "secretsmanager:DescribeSecret": (secret, {}),
    "secretsmanager:GetResourcePolicy": (secret, {}),
    "secretsmanager:GetSecretValue": (secret, {}),
    "secretsmanager:ListSecrets": (nothing, {}),
    "secretsmanager:PutResourcePolicy": (secret, {"ResourcePolicy": TRUST}),
    "secretsmanager:PutSecretValue": (secret, {"SecretString": "trial"}),
    "secretsmanager:UpdateSecret": (secret, {"Description": "trial"}),
    "sns:Publish": (topic, {"Message": "trial"}),
    "sns:SetTopicAttributes": (topic, {"AttributeName": "DisplayName", "AttributeValue": "trial"}),
    "sns:Subscribe": (topic, {"Protocol": "email", "Endpoint": "somebody@example.com"}),
    "sqs:ReceiveMessage": (queue, {}),
    "sqs:SendMessage": (queue, {"MessageBody": "trial"}),
    "sts:AssumeRole": (lambda arn: {"RoleArn": arn}, {"RoleSessionName": "trial"}),
}


def snake(name):
    return re.sub("(?<=.)([A-Z])", r"_\1", name).lower()


def send(trial, principal, credentials):
    service, action = trial["action"].split(":")
    arguments_of, more, *method = CALLS[trial["action"]]
    arguments = {**arguments_of(trial["arn"]), **more}
    if principal.get("service") and principal.get("role") is None:
        arguments.update(RoleSessionName=principal["service"], **({"ExternalId": trial["source"]} if trial.get("source") else {}))
    region = trial["arn"].split(":")[3] if service == "kms" and trial["arn"] != "*" else None
    getattr(client(service, region, **credentials), method[0] if method else snake(action))(**arguments)


def judge(trial, principal, credentials):
    try:
        send(trial, principal, credentials)
    except ClientError as error:
        code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
        if code in ANSWERS:
            return {"verdict": "allowed", "detail": f"{code}: {message}"}
        named = re.search(r"perform: (\S+?)\.?(?:\s|$)", message)
        if code not in REFUSALS or (named and named.group(1).lower() != trial["action"].lower()):
            return {"verdict": "no verdict", "detail": f"{code}: {message}"}
        return {"verdict": "refused", "detail": f"{code}: {message}"}
    return {"verdict": "allowed", "detail": ""}


def require_enforcement(credentials):
    """A refusal says something only where credentials are looked at: a wrong secret must be found out."""
    wrong = {**credentials, "aws_secret_access_key": "wrong"}
    try:
        client("sts", **wrong).get_caller_identity()
    except ClientError as error:
        if error.response["Error"]["Code"] == "SignatureDoesNotMatch":
            return
    sys.exit("the emulator does not look at signatures")


for arn in given["objects"]:
    client("s3", **root(given["account"])).put_object(**object_of(arn), Body=b"trial")
sessions = {name: session(principal) for name, principal in given["principals"].items()}
require_enforcement(sessions["node"])
judgements = {
    trial["id"]: judge(trial, given["principals"][trial["principal"]], sessions[trial["principal"]])
    for trial in given["trials"]
}
with open(out, "w") as file:
    json.dump(judgements, file)
