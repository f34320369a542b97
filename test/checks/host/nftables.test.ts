import { parseNftables } from "../../../lib/checks/host/nftables";

test.each(["ip saddr { 10.0.0.0/8 accept", "tcp dport {", "ip saddr != { 10.0.0.0/8"])(
  "a set that nothing closes is read to the end of its line: %s",
  (line) => {
    const read = JSON.stringify(
      parseNftables(
        `table inet t {\n  chain input {\n    type filter hook input priority 0; policy drop;\n    ${line}\n  }\n}\n`,
      ),
    );
    expect(read).toContain("input");
  },
);
