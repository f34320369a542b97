import type { PolicyStatement } from "../../evidence/policy";

/** What AWS grants on no resource in particular, and a node needs. Listing more than machines is not among it. */
const WITHOUT_RESOURCE =
  /^(ec2:Describe(?!InstanceAttribute$)\w+|autoscaling:Describe\w+|ssm:(UpdateInstanceInformation|ListInstanceAssociations|ListAssociations)|ssmmessages:(Create|Open)(Control|Data)Channel|ec2messages:(AcknowledgeMessage|DeleteMessage|FailMessage|GetEndpoint|GetMessages|SendReply)|sts:GetCallerIdentity|cloudwatch:PutMetricData)$/i;

/** What a node does beside reading. */
const DOES: Readonly<Record<string, RegExp>> = {
  "acm-pca": /^IssueCertificate$/i,
  autoscaling: /^(CompleteLifecycleAction|RecordLifecycleActionHeartbeat|SetInstanceHealth)$/i,
  cloudwatch: /^PutMetricData$/i,
  ec2messages: /^(AcknowledgeMessage|DeleteMessage|FailMessage|SendReply)$/i,
  events: /^PutEvents$/i,
  kms: /^(Encrypt|Decrypt|GenerateRandom|GenerateDataKey\w*\*?|ReEncrypt(From|To|\*))$/i,
  logs: /^(CreateLogGroup|CreateLogStream|PutLogEvents)$/i,
  s3: /^(PutObject|PutObjectTagging|AbortMultipartUpload)$/i,
  secretsmanager: /^PutSecretValue$/i,
  sns: /^Publish$/i,
  sqs: /^SendMessage$/i,
  ssm: /^(UpdateInstanceInformation|UpdateInstanceAssociationStatus|UpdateAssociationStatus|PutInventory|PutComplianceItems|PutConfigurePackageResult|PutParameter)$/i,
  ssmmessages: /^(Create|Open)(Control|Data)Channel$/i,
  sts: /^(AssumeRole|TagSession|SetSourceIdentity)$/i,
};

const READS = /^(Get|List|Describe|BatchGet|Head)[A-Za-z]*$/i;
/** Reads of which the rest may be left open: each of them needs a resource of its own. */
const READS_OPENLY = /^(Get|List|Describe|BatchGet)[A-Za-z]*\*$/i;
/** Called reading, and gives out credentials. */
const GIVES_CREDENTIALS = /^(sts:Get(Federation|Session)Token|ec2:GetPasswordData|ec2:GetConsole\w+)$/i;

/** Whether AWS grants an action on no resource in particular, or only on all of a kind in one account. */
export function needsNoResource(action: string, resources: readonly string[]): boolean {
  const isOneAccount = resources.length > 0 && resources.every((one) => one.startsWith("arn:"));
  return WITHOUT_RESOURCE.test(action) || (/^logs:DescribeLogGroups$/i.test(action) && isOneAccount);
}

/** Why a node must not be granted an action; `undefined` where it may be. */
export function refused(action: string): string | undefined {
  const [service = "", name = "", ...others] = action.split(":");
  if (others.length > 0 || name === "" || /[*?]/.test(service)) return "every action of every service";
  if (/^[*?]+$/.test(name)) return `every action of ${service}`;
  if (GIVES_CREDENTIALS.test(action)) return "it gives out credentials";
  if (READS.test(name) || READS_OPENLY.test(name)) return undefined;
  return DOES[service.toLowerCase()]?.test(name) === true ? undefined : "no node needs it";
}

/** Conditions without which an action says nothing of what it is done to. */
const CONDITIONS: Readonly<Record<string, { readonly key: string; readonly value: RegExp }>> = {
  "cloudwatch:putmetricdata": { key: "cloudwatch:namespace", value: /[^*?/]{3}/ },
  "acm-pca:issuecertificate": {
    key: "acm-pca:templatearn",
    value: /template\/(?!.*(SubordinateCA|RootCA|\*)).+/,
  },
};

/** What an action lacks: a condition with values of its own, which holds only where the key is there. */
export function lacksCondition(action: string, { conditions }: PolicyStatement): string | undefined {
  const needed = CONDITIONS[action.toLowerCase()];
  if (needed === undefined) return undefined;
  const isMet = conditions.some(
    ({ operator, key, values }) =>
      key.toLowerCase() === needed.key &&
      /^(String|Arn)(Equals|EqualsIgnoreCase|Like)$/i.test(operator) &&
      values.length > 0 &&
      values.every((value) => needed.value.test(value)),
  );
  return isMet ? undefined : `without a condition on ${needed.key}`;
}
