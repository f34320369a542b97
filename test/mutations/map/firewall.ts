import { becomes, followedBy, removed, withText } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const FILE = "/etc/nftables.conf";

/** The packet filter of a node. */
export const FIREWALL: MutationMap = {
  [`${FILE} (mode)`]: guarded("NET-08", removed),
  [`${FILE} : flush ruleset`]: irrelevant("no rule of another table lets in what ours drops"),
  [`${FILE} incoming: type filter*`]: guarded(
    "NET-08",
    withText("policy drop", "policy accept"),
    withText(" policy drop;", ""),
    removed,
  ),
  [`${FILE} incoming: iif lo tcp dport 8202*`]: guarded(
    "NET-08",
    removed,
    withText(" drop comment", " accept comment"),
  ),
  [`${FILE} incoming: iif lo accept`]: guarded(
    "NET-08",
    withText("iif lo ", ""),
    followedBy(
      "accept",
      "tcp dport 8200 accept",
      "tcp dport 22 accept",
      "tcp dport 8202 accept",
      "ip saddr 0.0.0.0/0 accept",
    ),
  ),
  [`${FILE} *: ct state established,related accept`]: guarded(
    "NET-08",
    withText("established,related", "established,related,new"),
    becomes("accept"),
  ),
  [`${FILE} incoming: ct state invalid*`]: irrelevant("what is not let in by a later rule is dropped anyway"),
  [`${FILE} incoming: icmp*`]: irrelevant("messages about errors; nothing answers"),
  [`${FILE} *: udp sport*`]: irrelevant("without it the machine loses its address: closed"),
  [`${FILE} incoming: ip saddr*tcp dport 8200 accept*`]: guarded(
    "NET-08",
    withText(/ip saddr \{[^}]*\} /, ""),
    withText(/\{ /, "{ 0.0.0.0/0, "),
    withText("dport 8200", "dport 1-65535"),
  ),
  [`${FILE} incoming: ip saddr*tcp dport { 8200, 8201 }*`]: guarded(
    "NET-08",
    withText(/ip saddr \{[^}]*\} /, ""),
    withText(/\{ /, "{ 0.0.0.0/0, "),
  ),
  [`${FILE} incoming: ip saddr*tcp dport 8202*`]: guarded(
    "NET-08",
    withText(/ip saddr \{[^}]*\} /, ""),
    withText(/\{ /, "{ 10.20.0.0/16, "),
  ),
  [`${FILE} *: counter name *`]: irrelevant("it counts"),
  [`${FILE} : set closed_ports {`]: irrelevant("the set is empty once the cluster is initialised"),
  [`${FILE} : type inet_service`]: irrelevant("nft would refuse another type"),
  [`${FILE} : elements = *`]: guarded("TOK-02", removed, withText("8200", "8201")),
  [`${FILE} incoming: iif != lo tcp dport @closed_ports*`]: guarded(
    "TOK-02",
    removed,
    withText(" drop", ""),
    becomes("tcp dport 8200 accept"),
  ),
  [`${FILE} forwarded: type filter*`]: guarded("NET-08", withText("policy drop", "policy accept")),
  [`${FILE} outgoing: type filter*`]: guarded("NET-08", withText("policy drop", "policy accept"), removed),
  [`${FILE} outgoing: oif lo accept`]: guarded(
    "NET-08",
    withText("oif lo ", ""),
    followedBy("accept", "tcp dport 443 accept", "ip daddr 0.0.0.0/0 accept"),
  ),
  [`${FILE} outgoing: ip daddr 169.254.169.254*`]: guarded(
    "NET-08",
    withText("meta skuid { root, vault, vaultsnap, cwagent } ", ""),
    withText("cwagent }", "cwagent, nobody }"),
  ),
  [`${FILE} outgoing: ip daddr*dport 53*`]: guarded("NET-08", withText(/ip daddr \{[^}]*\} /, "")),
  [`${FILE} outgoing: ip daddr 169.254.169.123*`]: guarded(
    "NET-08",
    withText(/ip daddr \S+ udp dport 123 /, ""),
  ),
  [`${FILE} outgoing: ip daddr*tcp dport { 8200, 8201 }*`]: guarded(
    "NET-08",
    withText(/ip daddr \{[^}]*\} /, ""),
  ),
  [`${FILE} outgoing: ip daddr*tcp dport 443*`]: guarded("NET-08", withText(/ip daddr \{[^}]*\} /, "")),
  [`${FILE} outgoing: tcp dport 443 meta skuid*`]: guarded(
    "NET-08",
    withText("meta skuid { root, vaultsnap } ", ""),
    withText("tcp dport 443 ", ""),
  ),
  [`${FILE} outgoing: ip daddr*dport 5432*`]: guarded("NET-08", withText(/ip daddr \S+ tcp dport 5432 /, "")),
};
