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
