/** An AWS API that nodes call through an interface endpoint, and the actions that pass. */
export interface EndpointService {
  /** Last part of the service name: `com.amazonaws.REGION.kms`. */
  readonly name: string;
  /** The actions that the endpoint's policy lets through, for identities of the own account only. */
  readonly actions: readonly string[];
}

/** What every node calls. Sessions, not SSH; no other service has a way out. */
export const NODE_ENDPOINT_SERVICES: readonly EndpointService[] = [
  {
    name: "autoscaling",
    actions: ["autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"],
  },
  { name: "ec2", actions: ["ec2:DescribeInstances"] },
  {
    name: "ec2messages",
    actions: [
      "ec2messages:AcknowledgeMessage",
      "ec2messages:DeleteMessage",
      "ec2messages:FailMessage",
      "ec2messages:GetEndpoint",
      "ec2messages:GetMessages",
      "ec2messages:SendReply",
    ],
  },
  { name: "kms", actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"] },
  {
    name: "logs",
    actions: [
      "logs:CreateLogStream",
      "logs:DescribeLogGroups",
      "logs:DescribeLogStreams",
      "logs:PutLogEvents",
    ],
  },
  { name: "monitoring", actions: ["cloudwatch:PutMetricData"] },
  { name: "secretsmanager", actions: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"] },
  {
    name: "ssm",
    actions: [
      "ssm:DescribeAssociation",
      "ssm:DescribeDocument",
      "ssm:GetDeployablePatchSnapshotForInstance",
      "ssm:GetDocument",
      "ssm:GetManifest",
      "ssm:GetParameter",
      "ssm:ListAssociations",
      "ssm:ListInstanceAssociations",
      "ssm:PutComplianceItems",
      "ssm:PutInventory",
      "ssm:PutParameter",
      "ssm:UpdateAssociationStatus",
      "ssm:UpdateInstanceAssociationStatus",
      "ssm:UpdateInstanceInformation",
    ],
  },
  {
    name: "ssmmessages",
    actions: [
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ],
  },
  { name: "sts", actions: ["sts:GetCallerIdentity"] },
];

/** Added when the nodes' certificates come from AWS Private CA. */
export const PRIVATE_CA_ENDPOINT_SERVICE: EndpointService = {
  name: "acm-pca",
  actions: [
    "acm-pca:GetCertificate",
    "acm-pca:GetCertificateAuthorityCertificate",
    "acm-pca:IssueCertificate",
  ],
};
