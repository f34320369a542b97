/** The unit that takes a node from "files installed" to "stable voter". */
export const BOOTSTRAP_UNIT = "hardened-vault-bootstrap.service";

/** The unit that sees when the Auto Scaling group ends this instance. */
export const LIFECYCLE_UNIT = "hardened-vault-lifecycle.service";

/**
 * The last step of the entry script. What follows are units, so that it goes on after a crash or a reboot: the bootstrap
 * decides when Vault may start.
 */
export const START = `# From here on the node's units carry on by themselves.
[ -z "$ROOT" ] || exit 0
systemctl enable --no-reload vault.service ${BOOTSTRAP_UNIT} ${LIFECYCLE_UNIT}
systemctl daemon-reload
systemctl start --no-block ${BOOTSTRAP_UNIT} ${LIFECYCLE_UNIT}
`;
