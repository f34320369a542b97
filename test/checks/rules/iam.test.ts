import { describeRule } from "../support/describe-rule";
import { cases as instanceMetadataByToken } from "./iam/instance-metadata-by-token";
import { cases as leastPrivilegeNodeRole } from "./iam/least-privilege-node-role";

for (const cases of [leastPrivilegeNodeRole, instanceMetadataByToken]) describeRule(cases);
