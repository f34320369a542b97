import { hostFirewall } from "../../../../lib/checks/rules/net/host-firewall";
import type { Draft } from "../../support/draft";
import { casesOn, withoutMachines } from "../../support/edits";
import type { RuleCases } from "../../support/rule-cases";

const NODES = "aws_launch_template.vault_nodes";
const FILTER = "/etc/nftables.conf";
const UNIT = "/etc/systemd/system/vault.service";
const SNAPSHOT = "/etc/systemd/system/hardened-vault-snapshot.service";
const STEP = "/usr/local/lib/hardened-vault/steps.d/50-firewall.sh";
const DRILL = "aws_launch_template.vault_restore-drill";
const on = casesOn(NODES);
const onDrill = (when: string, from: string | RegExp, to: string, path = FILTER) =>
  casesOn(DRILL)(when, (draft) => draft.editDrill(path, (content) => content.replace(from, to)));

const replaced =
  (from: string | RegExp, to: string, path = FILTER) =>
  (draft: Draft) =>
    draft.edit(path, (content) => content.replace(from, to));
const appended =
  (text: string, path = FILTER) =>
  (draft: Draft) =>
    draft.edit(path, (content) => `${content}${text}\n`);
const incoming = (rule: string) => replaced("    iif lo accept\n", `    iif lo accept\n    ${rule}\n`);
const outgoing = (rule: string) => replaced("    oif lo accept\n", `    oif lo accept\n    ${rule}\n`);
const file = (path: string, content: string) => (draft: Draft) =>
  void draft.files.set(path, { path, owner: "root", group: "root", mode: 0o644, content });

export const cases: RuleCases = {
  rule: hostFirewall,
  passes: [
    { on: NODES },
    { on: DRILL },
    on("another client is named", incoming("ip saddr 10.50.0.0/20 tcp dport 8200 accept")),
    on("another backend is named", outgoing("ip daddr 10.41.0.0/24 tcp dport 636 meta skuid vault accept")),
    on("a chain is jumped to", (draft) => {
      incoming("jump peers")(draft);
      const chain = "  chain peers {\n    ip saddr 10.64.0.0/24 tcp dport 8201 accept\n  }\n";
      replaced("  chain forwarded {", `${chain}  chain forwarded {`)(draft);
    }),
    on(
      "there is a second table that says nothing",
      appended("table inet other { chain x { type filter hook input priority 10; policy accept; }\n}"),
    ),
  ],
  fails: [
    onDrill(
      "what comes in is accepted by default",
      "hook input priority filter; policy drop;",
      "hook input priority 0;",
    ),
    onDrill(
      "Vault goes everywhere on 443",
      "meta skuid { root } accept",
      "meta skuid { root, vault } accept",
    ),
    onDrill(
      "an account that runs nothing goes everywhere",
      "skuid { root } accept",
      "skuid { root, vaultsnap } accept",
    ),
    onDrill("nothing enables the service", "systemctl enable nftables.service", "true", STEP),
    onDrill(
      "Vault does not wait for it",
      "After=network-online.target nftables.service",
      "After=network-online.target",
      UNIT,
    ),
    on("there is no filter", (draft) => draft.files.delete(FILTER), /is not there/),
    on(
      "what comes in is accepted by default",
      replaced("hook input priority filter; policy drop;", "hook input priority filter; policy accept;"),
    ),
    on(
      "nothing is said of what comes in",
      replaced("hook input priority filter; policy drop;", "hook input priority filter;"),
    ),
    on(
      "what goes out is accepted by default",
      replaced("hook output priority filter; policy drop;", "hook output priority filter; policy accept;"),
    ),
    on(
      "a port leads to another",
      appended(
        "table inet nat { chain x { type nat hook prerouting priority -100;\n tcp dport 8200 redirect to :8202\n }\n}",
      ),
      /redirect/,
    ),
    ...["systemctl stop nftables", "nft delete table inet hardened_vault", "iptables -P INPUT ACCEPT"].map(
      (line) =>
        on(`user data says ${line}`, (draft) => {
          const [name = ""] = Object.keys(draft.configuration.locals);
          draft.configuration.locals[name] += `${line}\n`;
        }),
    ),
    on("only IPv4 is filtered", replaced("table inet hardened_vault", "table ip hardened_vault")),
    on("nothing is filtered on its way out", replaced(/ {2}chain outgoing \{[\s\S]*?\n {2}\}\n/, "")),
    on(
      "what passes through is accepted",
      replaced("hook forward priority filter; policy drop;", "hook forward priority filter; policy accept;"),
      /passes through/,
    ),
    on(
      "users of the node reach the port without client certificates",
      replaced(/ +iif lo tcp dport 8202.*\n/, ""),
      /users of the node reach port 8202/,
    ),
    on(
      "clients reach the port without client certificates",
      replaced(
        "{ 10.64.4.0/24, 10.64.5.0/24, 10.64.6.0/24 } tcp dport 8202",
        "{ 10.64.4.0/24, 10.20.0.0/16 } tcp dport 8202",
      ),
      /10\.20\.0\.0\/16 reach port 8202/,
    ),
    on(
      "a service goes everywhere",
      replaced(
        "tcp dport 443 meta skuid { root, vaultsnap } accept",
        "tcp dport 443 meta skuid { root, vault } accept",
      ),
      /a service out to everywhere/,
    ),
    on(
      "what goes everywhere on 443 stays and listens",
      replaced("Type=oneshot\nUser=vaultsnap", "Type=simple\nUser=vaultsnap", SNAPSHOT),
    ),
    on("the step ends before it does anything", replaced('[ -z "$ROOT" ] || exit 0', "exit 0", STEP)),
    on("everything is admitted", incoming("accept")),
    on("everything is admitted and counted", incoming("counter accept")),
    on("new connections are admitted", incoming("ct state new,established accept")),
    on("everybody reaches the API", incoming("tcp dport 8200 accept")),
    on("the internet reaches the API", incoming("ip saddr 0.0.0.0/0 tcp dport 8200 accept")),
    on("clients reach every port", incoming("ip saddr 10.20.0.0/16 accept")),
    on("clients reach SSH", incoming("ip saddr 10.20.0.0/16 tcp dport 22 accept")),
    on("clients reach SSH in a range", incoming("ip saddr 10.20.0.0/16 tcp dport 1-1024 accept")),
    on("a chain that is jumped to admits everybody", (draft) => {
      incoming("jump more")(draft);
      replaced(
        "  chain forwarded {",
        "  chain more {\n    tcp dport 9000 accept\n  }\n  chain forwarded {",
      )(draft);
    }),
    on("a variable holds the internet", (draft) => {
      incoming("ip saddr $clients tcp dport 8200 accept")(draft);
      replaced("flush ruleset\n", "flush ruleset\ndefine clients = { 10.20.0.0/16, 0.0.0.0/0 }\n")(draft);
    }),
    on(
      "a later block changes the policy",
      appended("table inet hardened_vault {\n  chain incoming {\n    policy accept;\n  }\n}"),
    ),
    on("a later statement adds a rule", appended("add rule inet hardened_vault incoming accept")),
    on(
      "a later statement inserts a rule",
      appended("insert rule inet hardened_vault outgoing ip daddr 0.0.0.0/0 accept"),
    ),
    on("a later statement takes everything back", appended("flush ruleset")),
    on("a later statement takes the table back", appended("delete table inet hardened_vault")),
    on("a file that is taken in takes everything back", (draft) => {
      appended('include "/etc/nftables.d/*.nft"')(draft);
      file("/etc/nftables.d/10-open.nft", "flush ruleset\n")(draft);
    }),
    on("everything goes out", outgoing("accept")),
    on("every port goes out to a network", outgoing("ip daddr 10.0.0.0/8 accept")),
    on(
      "everybody goes out on 443",
      replaced("tcp dport 443 meta skuid { root, vaultsnap } accept", "tcp dport 443 accept"),
    ),
    on(
      "anybody asks for metadata",
      replaced("tcp dport 80 meta skuid { root, vault, vaultsnap, cwagent } accept", "tcp dport 80 accept"),
    ),
    on(
      "sessions ask for metadata",
      replaced(
        "tcp dport 80 meta skuid { root, vault, vaultsnap, cwagent }",
        "tcp dport 80 meta skuid { root, vault, ssm-user }",
      ),
    ),
    on(
      "all but one ask for metadata",
      replaced(
        "tcp dport 80 meta skuid { root, vault, vaultsnap, cwagent }",
        "tcp dport 80 meta skuid != nobody",
      ),
    ),
    on("metadata lie in a wider network", outgoing("ip daddr 169.254.0.0/16 tcp dport 80 accept")),
    on("nothing enables the service", replaced("systemctl enable nftables.service", "true", STEP)),
    on(
      "it is disabled afterwards",
      appended("systemctl disable --now nftables", "/usr/local/lib/hardened-vault/steps.d/60-services.sh"),
    ),
    on(
      "rules are flushed afterwards",
      appended("nft flush ruleset", "/usr/local/lib/hardened-vault/steps.d/60-services.sh"),
    ),
    on("Amazon Linux reads nothing", replaced(/echo 'include.*\n/, "\n", STEP)),
    on(
      "Vault does not require it",
      replaced("Requires=network-online.target nftables.service", "Requires=network-online.target", UNIT),
    ),
    on(
      "Vault does not wait for it",
      replaced("After=network-online.target nftables.service", "After=network-online.target", UNIT),
    ),
    on(
      "a drop-in loads nothing",
      file("/etc/systemd/system/nftables.service.d/10.conf", "[Service]\nExecStart=\nExecStart=/bin/true\n"),
    ),
    on("rules of before stay", replaced("flush ruleset\n", "")),
    on(
      "packets are handed on",
      replaced("hook forward priority filter; policy drop;", "hook forward priority filter; policy accept;"),
    ),
    on("a chain is jumped to that is not there", incoming("jump elsewhere"), /no such chain|jump elsewhere/),
    on("the health port is open on loopback", replaced(/.*iif lo tcp dport 8202.*\n/, "")),
    on(
      "clients reach the health port",
      replaced(
        "ip saddr { 10.64.4.0/24, 10.64.5.0/24, 10.64.6.0/24 } tcp dport 8202",
        "ip saddr { 10.20.0.0/16, 10.64.4.0/24 } tcp dport 8202",
      ),
    ),
    on("Vault listens on a port that the filter does not know", (draft) =>
      draft.server(({ listener }) => {
        listener[1].tcp.address = "0.0.0.0:9999";
      }),
    ),
    on(
      "root goes everywhere on every port",
      replaced("tcp dport 443 meta skuid { root, vaultsnap } accept", "meta skuid root accept"),
    ),
    on(
      "Vault goes everywhere on 443",
      replaced(
        "tcp dport 443 meta skuid { root, vaultsnap } accept",
        "tcp dport 443 meta skuid vault accept",
      ),
    ),
    on("the step ends before it does anything", replaced('[ -z "$ROOT" ] || exit 0', "exit 0", STEP)),
    on("the unit denies no address", replaced("IPAddressDeny=any", "", UNIT)),
    on("the unit allows every address", appended("[Service]\nIPAddressAllow=any", UNIT)),
  ],
  unknown: [
    on("nothing is known of the nodes", (draft) => draft.forgetFiles()),
    on("a file is taken in that is not there", appended('include "/etc/company.nft"'), /company/),
    on("a statement is not understood", appended("import vm json")),
  ],
  notApplicable: withoutMachines,
  weakened: [
    {
      when: FILTER,
      on: NODES,
      override: ({ vault }) =>
        vault.bundle.override(FILTER, (content) => content.replaceAll("policy drop", "policy accept")),
    },
  ],
  repaired: [
    {
      when: FILTER,
      on: NODES,
      override: ({ vault }) => {
        vault.bundle.override(FILTER, (content) => content.replaceAll("policy drop", "policy accept"));
        vault.bundle.override(FILTER, (content) => content.replaceAll("policy accept", "policy drop"));
      },
    },
  ],
};
