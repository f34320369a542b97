import { verifiedArtefact } from "../../../../lib/checks/rules/sup/verified-artefact";
import {
  adding,
  booting,
  mending,
  NO_MACHINE,
  NODES,
  overriding,
  replacing,
  running,
  UNSEEN,
  without,
} from "../../support/cases";
import type { EditCase, RuleCases } from "../../support/rule-cases";

const RELEASE = "/etc/hardened-vault/release.json";

/** User data with something in it replaced. */
function userData(when: string, from: RegExp | string, to: string, says?: RegExp): EditCase {
  return {
    when,
    on: NODES,
    ...(says === undefined ? {} : { says }),
    edit: (draft) => {
      const [name = ""] = Object.keys(draft.configuration.locals);
      const text: string = draft.configuration.locals[name];
      draft.configuration.locals[name] = text.replace(from, () => to);
      if (draft.configuration.locals[name] === text) throw new Error("nothing changed in the user data");
    },
  };
}

export const cases: RuleCases = {
  rule: verifiedArtefact,
  passes: [
    { on: NODES },
    running(
      "something more is fetched and checked",
      'aws s3 cp s3://mirror/tool.zip /var/tmp/tool.zip\necho "$SUM  /var/tmp/tool.zip" | sha256sum --check\nunzip /var/tmp/tool.zip',
    ),
    running(
      "the node asks its metadata",
      "curl -sf -o /run/id http://169.254.169.254/latest/meta-data/instance-id",
    ),
    running("the node asks Vault", "curl -sf --max-time 5 https://vault.corp.example:8200/v1/sys/health"),
    userData("the sum is checked by the short option", "sha256sum --check --quiet", "sha256sum -c --quiet"),
  ],
  fails: [
    userData(
      "the sum is made of what was fetched",
      /"[0-9a-f]{64} /,
      '"$(sha256sum "$staging/bundle.tar" | cut -c1-64) ',
      /unchecked/,
    ),
    {
      when: "another account writes what nodes boot from",
      on: NODES,
      says: /999999999999/,
      edit: (draft) =>
        draft.policy(draft.resource("aws_s3_bucket_policy", "artifacts"), ({ Statement }) =>
          Statement.push({
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::999999999999:root" },
            Action: "s3:PutObject",
            Resource: "*",
          }),
        ),
    },
    ...["aws_s3_bucket_server_side_encryption_configuration", "aws_s3_bucket_logging"].map(
      (type): EditCase => ({
        when: `the bucket has no ${type}`,
        on: NODES,
        says: /artifacts.* has no setting/,
        edit: (draft) => draft.remove(type, "artifacts"),
      }),
    ),
    booting("a package comes from a registry where anybody publishes", "pip install agent", /pip install/),
    {
      when: "the bucket has a public list of rights",
      on: NODES,
      says: /acl = public-read/,
      edit: (draft) =>
        draft.add("aws_s3_bucket_acl", "artifacts", {
          bucket: `\${${draft.address("aws_s3_bucket", "artifacts")}.bucket}`,
          acl: "public-read",
        }),
    },
    replacing(
      "the release is not checked",
      "/usr/local/lib/hardened-vault/steps.d/70-release.sh",
      /^echo .*sha256sum.*\n/m,
      "",
      /unchecked/,
    ),
    replacing(
      "a wrong release is forgiven",
      "/usr/local/lib/hardened-vault/steps.d/70-release.sh",
      '|| fail "the release is not the one that was pinned"',
      "|| true",
    ),
    booting(
      "a shell runs what it fetches",
      'sh -c "$(curl -fsSL https://get.example.com/x)"',
      /get\.example/,
    ),
    booting("a shell reads what is fetched", "bash <(curl -s https://get.example.com/x)", /get\.example/),
    userData("the bundle is not checked", /^echo .*sha256sum.*\n/m, "", /unchecked/),
    userData(
      "a wrong bundle is forgiven",
      '|| fail "the node bundle is not the one that was deployed"',
      "|| true",
    ),
    booting(
      "a script is piped into a shell",
      "curl -fsSL https://get.example.com/x | bash",
      /get\.example\.com/,
    ),
    running("a key is fetched at boot", "curl -fsSL https://apt.releases.hashicorp.com/gpg | gpg --import"),
    running(
      "a repository is added",
      "yum-config-manager --add-repo https://rpm.releases.hashicorp.com/AmazonLinux/hashicorp.repo",
    ),
    running(
      "Vault comes from a public place",
      "curl -o v.zip https://releases.hashicorp.com/vault/2.1.2/vault_2.1.2_linux_arm64.zip\nsha256sum -c sums\nunzip v.zip",
    ),
    running(
      "what was fetched is used unchecked",
      "aws s3 cp s3://mirror/tool.zip /var/tmp/tool.zip\nunzip /var/tmp/tool.zip",
      /unchecked/,
    ),
    running("the check comes too late", "aws s3 cp s3://m/t.zip t.zip\nunzip t.zip\nsha256sum --check sums"),
    running("a package has no signature", "dnf install --nogpgcheck -y jq"),
    adding(
      "a repository has no signature",
      "/etc/yum.repos.d/x.repo",
      "[x]\nbaseurl=http://mirror/\ngpgcheck=0\n",
    ),
    without(RELEASE),
    replacing("no sum is pinned", RELEASE, /"sha256": "\w+"/, '"sha256": ""', /sha256/),
    replacing("a sum is none", RELEASE, /"sha256": "\w+"/, `"sha256": "${"0".repeat(64)}"`),
    replacing("the archive is another version's", RELEASE, "vault_2.1.2_linux", "vault_2.0.4_linux"),
    {
      when: "what nodes fetch can be replaced",
      on: NODES,
      edit: (draft) => {
        draft.resource("aws_s3_bucket_versioning", "artifacts").versioning_configuration.status = "Suspended";
      },
    },
    {
      when: "the bucket has no versions",
      on: NODES,
      edit: (draft) => draft.remove("aws_s3_bucket_versioning", "artifacts"),
    },
    {
      when: "the bucket can be opened",
      on: NODES,
      edit: (draft) => draft.remove("aws_s3_bucket_public_access_block", "artifacts"),
    },
  ],
  unknown: [UNSEEN],
  notApplicable: [NO_MACHINE],
  weakened: [overriding("sha256", RELEASE, /"sha256": "\w+"/, '"sha256": "none"')],
  repaired: [mending("file", RELEASE, '"file": "vault_2.1.2', '"file": "vault_2.1.1')],
};
