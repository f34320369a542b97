import { LINK_LOCAL } from "./host-networks";
import { type NodeFile, systemFile } from "./node-file";

/** The clock: Amazon's time service on its link-local address, no other source, nobody is served (HOST-08). */
export function clock(): readonly NodeFile[] {
  // No leapsectz: the service smears leap seconds, and a client that corrects them as well would be wrong twice.
  const content = `# Amazon Time Sync Service only (Amazon EC2 user guide); no port is opened.
server ${LINK_LOCAL.time} prefer iburst minpoll 4 maxpoll 4
driftfile /var/lib/chrony/drift
makestep 1.0 3
rtcsync
port 0
cmdport 0
`;
  // Amazon Linux and Debian keep it in different places.
  return [systemFile("/etc/chrony.conf", content), systemFile("/etc/chrony/chrony.conf", content)];
}

/**
 * The step of the entry script that waits for the clock: certificates, signed calls and audit lines need the time. What
 * counts is how far the clock still is from the service's, in seconds (chronyc(1), `waitsync`).
 */
export const WAIT_FOR_CLOCK = `# No certificate and no Vault before the clock is right.
[ -z "$ROOT" ] || exit 0
if systemd-detect-virt --quiet --container; then
  echo "a container: its host keeps the clock" >&2
  exit 0
fi
if ! chronyc waitsync 30 1.0 0 2 >/dev/null; then
  echo "the clock does not follow Amazon's time service" >&2
  exit 1
fi
`;
