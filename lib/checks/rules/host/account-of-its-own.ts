import { type Observation, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { MACHINES, missing, nodeGroups } from "../../engine/subjects";
import { directive, none, onService } from "../../engine/unit-assertions";
import { accountLines } from "../../host/accounts";
import { privilegedNames } from "../../host/sudoers";

/** Groups whose members are as good as root, or read what root reads. */
const PRIVILEGED = /^(root|wheel|sudo|admin|adm|disk|shadow|docker|lxd|libvirt|kvm|systemd-journal|0)$/;
const NO_SHELL = /^(\/usr)?\/s?bin\/(nologin|false)$/;

export const accountOfItsOwn = defineRule({
  id: "HOST-01",
  title: "Vault runs as a user of its own that can do nothing else",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Whoever breaks into Vault has the rights of its user: as root, or by a shell or sudo, that is the whole machine.",
  remediation:
    "Set User and Group of the unit to an account that sysusers.d makes with the shell /usr/sbin/nologin; put it into no other group and no sudoers file.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://www.freedesktop.org/software/systemd/man/252/sysusers.d.html",
  ],
  guide: ["C04", "S05"],
  controls: {
    soc2: ["CC6.3"],
    pciDss: ["7.2.5", "2.2.6"],
    iso27001: ["A.8.2"],
    nist80053: ["AC-6", "AC-6(10)"],
  },
  waivable: false,
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: onService(({ unit }, { host, group }) => {
    const user = unit.value("Service", "User") ?? "";
    const isDynamic = unit.isOn("Service", "DynamicUser") === true;
    const own = (value: string) => value !== "" && !PRIVILEGED.test(value) && !/^\d+$/.test(value);
    const all = accountLines(host, group);
    const lines = all.filter(({ name }) => name === user);
    const ownGroup = unit.value("Service", "Group") ?? "";
    const groups = [...unit.words("Service", "SupplementaryGroups"), ...lines.flatMap((line) => line.groups)];
    const names = privilegedNames(host, group);
    const expected = `an account ${user} that lets nobody in`;
    const accounts: readonly Observation[] =
      lines.length === 0 && !isDynamic
        ? [missing(host, `the account ${user}`, expected)]
        : lines.map(({ id, shell, from }) =>
            passIf(!/^0+$/.test(id) && (shell === undefined || NO_SHELL.test(shell)), {
              actual: `${from}: ${user}${id === "" ? "" : ` is user ${id}`}, shell ${shell ?? "as it was"}`,
              expected,
            }),
          );
    return [
      directive(unit, ["Service", "User"], "an account that is not root", (value) => isDynamic || own(value)),
      directive(unit, ["Service", "Group"], "a group that is not root's", (value) => isDynamic || own(value)),
      ...accounts,
      ...none(
        groups.filter((name) => PRIVILEGED.test(name)).map((name) => `${user} is in the group ${name}`),
        "no group with rights over the machine",
      ),
      ...none(
        all
          .filter((line) => line.name !== user && line.groups.includes(ownGroup))
          .map(({ name }) => `${name} is in the group ${ownGroup}`),
        "nobody else in its group",
      ),
      ...none(
        names
          .filter((name) => [user, "ALL", ...groups.map((one) => `%${one}`), `%${user}`].includes(name))
          .map((name) => `sudo is open to ${name}`),
        "no rights of others by sudo",
      ),
    ];
  }),
});
