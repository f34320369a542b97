"""What ministack's KMS lacks: key states that hold calls off, names that it takes no key by, and events of CloudTrail.

It touches private names of ministack, so its version is pinned (see emulators.ts).
"""
import json

import ministack.core.iam_actions as iam_actions
import ministack.services.kms as kms
from ministack.core.iam_evaluator import caller_arn
from ministack.core.responses import error_response_json, get_region

# --- Key states (AWS KMS developer guide, "Key states of AWS KMS keys") -----------------------------------------------

PENDING = ("PendingDeletion", "PendingReplicaDeletion")


def refused(record):
    return error_response_json("KMSInvalidStateException", f"{record['Arn']} is {record['KeyState']}.", 400)


check_key_state = kms._check_key_state


def with_waiting_primaries(record):
    """ministack lets a primary key be used that waits for the deletion of its replica."""
    return refused(record) if record["KeyState"] in PENDING else check_key_state(record)


def only_where(operation, allowed):
    """ministack enables a key whose deletion is scheduled, and cancels a deletion that nobody scheduled."""

    def wrapped(data):
        record = kms._resolve_key(data.get("KeyId", ""))
        return operation(data) if record is None or allowed(record["KeyState"]) else refused(record)

    return wrapped


kms._check_key_state = with_waiting_primaries
kms._enable_key = only_where(kms._enable_key, lambda state: state not in PENDING)
kms._disable_key = only_where(kms._disable_key, lambda state: state not in PENDING)
kms._cancel_key_deletion = only_where(kms._cancel_key_deletion, lambda state: state in PENDING)

# --- Names ------------------------------------------------------------------------------------------------------------

handle_request = kms.handle_request
# Calls that take an alias; all others take the id or the ARN of a key (AWS KMS API reference, "KeyId").
BY_ALIAS = ("Decrypt", "DeriveSharedSecret", "DescribeKey", "Encrypt", "Generate", "GetPublicKey", "ReEncrypt", "Sign", "Verify")


async def without_aliases(method, path, headers, body, query_params):
    """ministack finds a key by its alias, whatever the call."""
    call = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
    name = json.loads(body or b"{}").get("KeyId") or ""
    if "alias/" in name and not call.startswith(BY_ALIAS):
        return error_response_json("NotFoundException", f"Invalid keyId {name}", 400)
    return await handle_request(method, path, headers, body, query_params)


extract_resource_arn = iam_actions.extract_resource_arn


def of_the_key(service, method, path, headers, body, *rest):
    """What is asked by an alias is authorized on the key that it stands for; ministack authorizes on the alias."""
    name = json.loads(body or b"{}").get("KeyId") or "" if service == "kms" else ""
    key = kms._resolve_key(name) if "alias/" in name else None
    return key["Arn"] if key else extract_resource_arn(service, method, path, headers, body, *rest)


iam_actions.extract_resource_arn = of_the_key

# --- Events -----------------------------------------------------------------------------------------------------------

# What reads, and what uses a key, is too much for EventBridge.
UNTOLD = ("Decrypt", "Describe", "Encrypt", "Generate", "Get", "List", "ReEncrypt", "Sign", "Verify")


async def telling(method, path, headers, body, query_params):
    """CloudTrail tells EventBridge of calls that change a key; ministack has both, and nothing between them."""
    response = await without_aliases(method, path, headers, body, query_params)
    call = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
    if response[0] != 200 or call.startswith(UNTOLD):
        return response
    # Only here: it takes its time to load.
    from ministack.services import eventbridge

    asked = json.loads(body or b"{}")
    key = kms._resolve_key(asked.get("KeyId") or "")
    detail = {
        "eventSource": "kms.amazonaws.com",
        "eventName": call,
        "awsRegion": get_region(),
        "userIdentity": {"arn": caller_arn()},
        "requestParameters": asked,
        "resources": [{"ARN": key["Arn"]}] if key else [],
    }
    entry = {"Source": "aws.kms", "DetailType": "AWS API Call via CloudTrail", "Detail": json.dumps(detail)}
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
    return response


kms.handle_request = telling
