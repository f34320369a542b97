"""ministack, and what the stacks of this project need beyond it. Settings come from its own environment variables.

It touches private names of ministack, so its version is pinned (see emulators.ts).
"""
import dataclasses
import json
import re

import ministack_kms  # noqa: F401  (its import is what adds)

import ministack.app as app
import ministack.core.iam_actions as iam_actions
import ministack.core.iam_evaluator as iam_evaluator
import ministack.services.iam as iam

# --- Service-linked roles ---------------------------------------------------------------------------------------------

create_service_linked_role = iam._create_service_linked_role


def with_suffix(params):
    """ministack ignores CustomSuffix and Description, so each plan would replace the role."""
    response = create_service_linked_role(params)
    suffix = iam._p(params, "CustomSuffix")
    if response[0] != 200 or not suffix:
        return response
    service = iam._p(params, "AWSServiceName").split(".")[0]
    role = iam._roles.pop(f"AWSServiceRoleFor{service.capitalize()}")
    role["RoleName"] = f"{role['RoleName']}_{suffix}"
    role["Arn"] = f"{role['Arn']}_{suffix}"
    role["Description"] = iam._p(params, "Description") or role["Description"]
    iam._roles[role["RoleName"]] = role
    return iam._xml(
        200,
        "CreateServiceLinkedRoleResponse",
        f"<CreateServiceLinkedRoleResult><Role>{iam._role_xml(role['RoleName'])}</Role></CreateServiceLinkedRoleResult>",
        ns="iam",
    )


for name, table in vars(iam).items():
    if isinstance(table, dict):
        for key, value in list(table.items()):
            if value is create_service_linked_role:
                table[key] = with_suffix
iam._create_service_linked_role = with_suffix

# --- Who may assume a role --------------------------------------------------------------------------------------------

evaluate_trust_policy = iam_evaluator.evaluate_trust_policy


def of_services_too(document, caller, context=None):
    """Lets the account's root key speak for an AWS service, judged by what the trust policy says of that service.

    A service that assumes a role has no key of its own to sign with. ministack lets the root key pass whatever service a
    trust policy names, and knows no aws:Source* keys. Here a session named after a service (ec2.amazonaws.com) is that
    service, and the external id is the ARN of the resource that it acts for. All statements and conditions hold.
    """
    keys = context.service_context if context else {}
    service = keys.get("sts:rolesessionname") or ""
    if not caller.endswith(":root") or not service.endswith(".amazonaws.com"):
        return evaluate_trust_policy(document, caller, context)
    policy = json.loads(document) if isinstance(document, str) else document
    statements = policy.get("Statement", [])
    naming = [
        {**statement, "Principal": "*"}
        for statement in ([statements] if isinstance(statements, dict) else statements)
        if iam_evaluator._service_principal_matches(statement.get("Principal"), service)
    ]
    source = keys.get("sts:externalid") or ""
    # The ARN of a bucket names no account: it is a bucket of the account that calls.
    account = source.split(":")[4] or caller.split(":")[4] if source else ""
    acting_for = {"aws:sourcearn": source, "aws:sourceaccount": account} if source else {}
    return evaluate_trust_policy(
        {"Statement": naming}, caller, dataclasses.replace(context, service_context=acting_for)
    )


iam_evaluator.evaluate_trust_policy = of_services_too

# --- Conditional puts -------------------------------------------------------------------------------------------------

s3_service_context = iam_actions.s3_service_context


def with_if_none_match(action, query, path="", headers=None):
    """ministack puts conditionally, but gives policies no s3:if-none-match to ask for."""
    condition = (headers or {}).get("if-none-match")
    context = s3_service_context(action, query, path, headers)
    return {**context, "s3:if-none-match": condition} if condition and action == "s3:PutObject" else context


iam_actions.s3_service_context = with_if_none_match

# --- Log groups -------------------------------------------------------------------------------------------------------

extract_resource_arn = iam_actions.extract_resource_arn


def with_log_stream(service, method, path, headers, body, *rest):
    """CloudWatch Logs authorizes all but tagging on GROUP:log-stream:STREAM, even what names neither; ministack leaves
    the stream out, so that `GROUP:*`, which AWS asks policies to say, would match nothing."""
    arn = extract_resource_arn(service, method, path, headers, body, *rest)
    action = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
    if service == "logs" and action == "DescribeLogGroups":
        _, region, account = rest
        return f"arn:aws:logs:{region}:{account}:log-group::log-stream:"
    if service != "logs" or ":log-group:" not in arn or "Tag" in action:
        return arn
    return f"{arn}:log-stream:{json.loads(body or b'{}').get('logStreamName', '')}"


iam_actions.extract_resource_arn = with_log_stream

# --- Keys of several Regions ------------------------------------------------------------------------------------------

# Decrypt names no key: it stands in the ciphertext. ministack looks for ids of keys of one Region only.
iam_actions._KMS_KEY_ID_RE = re.compile(f"{iam_actions._KMS_KEY_ID_RE.pattern}|^mrk-[0-9a-f]{{32}}$")

# With TLS it takes port 443 as well, where it can.
app._port_is_bindable = lambda *_: False

if __name__ == "__main__":
    app.main()
