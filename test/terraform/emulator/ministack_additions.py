"""ministack, and what the stacks of this project need beyond it. Settings come from its own environment variables.

It touches private names of ministack, so its version is pinned (see emulators.ts).
"""
import ministack.services.iam as iam
from ministack.app import main

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

if __name__ == "__main__":
    main()
