"""moto_server, and what the stacks of this project need beyond it.

usage: RECORDED_REFRESHES=FILE moto_additions.py -H HOST -p PORT

Each addition says what Terraform's AWS provider would otherwise trip over. They touch private names of moto, so its
version is pinned (see emulators.ts).
"""
import json
import os
import sys
import threading
import uuid
from collections import defaultdict

import moto.autoscaling.models as autoscaling_models
import moto.autoscaling.responses as autoscaling
import moto.ec2.responses.launch_templates as launch_templates
import moto.ec2.responses.security_groups as security_groups
import moto.elbv2.responses as elbv2
from moto.core.responses import ActionResult
from moto.server import DomainDispatcherApplication, main

REFRESHES = defaultdict(list)


def result_of(response):
    return getattr(response, "_result", None) or response.result


# --- Calls that are made again ----------------------------------------------------------------------------------------

dispatch = DomainDispatcherApplication.__call__
LOCKS = defaultdict(threading.Lock)
ANSWERS = {}


def once(self, environ, start_response):
    """An SDK whose answer was lost asks again under the same id. What was done must not be done twice: Terraform would
    end with a duplicate of its own rule."""
    invocation = environ.get("HTTP_AMZ_SDK_INVOCATION_ID")
    if invocation is None:
        return dispatch(self, environ, start_response)
    with LOCKS[invocation]:
        if invocation in ANSWERS:
            sys.stderr.write(f"asked again, {environ.get('HTTP_AMZ_SDK_REQUEST')}: the same answer\n")
        else:
            told = []
            body = b"".join(dispatch(self, environ, lambda *head: told.append(head)))
            status, headers = told[0][:2]
            if not status.startswith("2"):
                start_response(status, headers)
                return [body]
            ANSWERS[invocation] = status, headers, body
        status, headers, body = ANSWERS[invocation]
        start_response(status, headers)
        return [body]


DomainDispatcherApplication.__call__ = once

# --- Auto Scaling -----------------------------------------------------------------------------------------------------

hook_init = autoscaling_models.LifecycleHook.__init__


def plain_hook(self, *args, **kwargs):
    """moto puts made-up ARNs into each hook, which the next plan wants to remove."""
    hook_init(self, *args, **kwargs)
    self.role_arn = None
    self.notification_target_arn = None


autoscaling_models.LifecycleHook.__init__ = plain_hook


def keep_group_attributes(self):
    """moto forgets these, so the next plan would set them again."""
    params = self._get_params()
    groups = self.autoscaling_backend.describe_auto_scaling_groups([params["AutoScalingGroupName"]])
    for group in groups:
        group.capacity_reservation_specification = {"CapacityReservationPreference": "default"}
        if params.get("ServiceLinkedRoleARN"):
            group.service_linked_role_arn = params["ServiceLinkedRoleARN"]
        if params.get("DefaultInstanceWarmup") is not None:
            group.default_instance_warmup = int(params["DefaultInstanceWarmup"])


def then_keep(operation):
    def wrapped(self):
        response = operation(self)
        keep_group_attributes(self)
        return response

    return wrapped


Groups = autoscaling.AutoScalingResponse
Groups.create_auto_scaling_group = then_keep(Groups.create_auto_scaling_group)
Groups.update_auto_scaling_group = then_keep(Groups.update_auto_scaling_group)


def start_instance_refresh(self):
    """moto has none. The call is recorded as it came, a JSON line each, so that a test can see the preferences."""
    params = self._get_params()
    refresh = {
        "InstanceRefreshId": str(uuid.uuid4()),
        "AutoScalingGroupName": params["AutoScalingGroupName"],
        "Status": "Successful",
        "PercentageComplete": 100,
        "InstancesToUpdate": 0,
    }
    REFRESHES[params["AutoScalingGroupName"]].insert(0, refresh)
    with open(os.environ["RECORDED_REFRESHES"], "a") as file:
        file.write(json.dumps(params) + "\n")
    return ActionResult({"InstanceRefreshId": refresh["InstanceRefreshId"]})


def describe_instance_refreshes(self):
    return ActionResult({"InstanceRefreshes": REFRESHES[self._get_param("AutoScalingGroupName")]})


Groups.start_instance_refresh = start_instance_refresh
Groups.describe_instance_refreshes = describe_instance_refreshes

# --- EC2 --------------------------------------------------------------------------------------------------------------


def with_rule_descriptions(operation):
    """moto drops the description of rules that name a group or a prefix list."""

    def wrapped(self):
        descriptions = [
            entry["Description"]
            for permission in self._get_param("IpPermissions", []) or []
            for kind in ("UserIdGroupPairs", "Groups", "PrefixListIds", "IpRanges", "Ipv6Ranges")
            for entry in permission.get(kind) or []
            if entry.get("Description")
        ]
        response = operation(self)
        for description in descriptions:
            for rule in result_of(response)["SecurityGroupRules"]:
                rule.ip_range = dict(rule.ip_range or {}, Description=description)
        return response

    return wrapped


Rules = security_groups.SecurityGroups
Rules.authorize_security_group_ingress = with_rule_descriptions(Rules.authorize_security_group_ingress)
Rules.authorize_security_group_egress = with_rule_descriptions(Rules.authorize_security_group_egress)

create_launch_template = launch_templates.LaunchTemplates.create_launch_template


def without_own_tags(self):
    """moto mixes the tags of the template itself into the tags that it gives to instances."""
    response = create_launch_template(self)
    for template in self.ec2_backend.launch_templates.values():
        for version in template.versions:
            tags = version.data.get("TagSpecifications") or []
            version.data["TagSpecifications"] = [t for t in tags if t.get("ResourceType") != "launch-template"]
    return response


launch_templates.LaunchTemplates.create_launch_template = without_own_tags

# --- Elastic Load Balancing -------------------------------------------------------------------------------------------

set_security_groups = elbv2.ELBV2Response.set_security_groups


def keep_private_link_rule(self):
    """moto forgets whether rules of the group hold for PrivateLink."""
    response = set_security_groups(self)
    value = self._get_param("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic")
    for balancer in self.elbv2_backend.describe_load_balancers([self._get_param("LoadBalancerArn")], []):
        if value:
            balancer.enforce_security_group_inbound_rules_on_private_link_traffic = value
    return response


elbv2.ELBV2Response.set_security_groups = keep_private_link_rule

if __name__ == "__main__":
    main(sys.argv[1:])
