import { type NodeFile, systemFile } from "./node-file";

/**
 * No shell keeps a history (HOST-07), for root, for ssm-user and for everybody else: Session Manager starts `sh`
 * without a login, so `ENV` covers it beside the login shells of /etc/profile.d; bash and zsh have files of their own.
 * A variable that is read-only cannot be set again by a line in somebody's home.
 */
export function shellHistory(): readonly NodeFile[] {
  const posix = `# No shell history: secrets are typed here.
if [ -z "\${hardened_no_history:-}" ]; then
  hardened_no_history=1
  unset HISTFILE
  HISTSIZE=0
  HISTFILESIZE=0
  HISTCONTROL=ignoreboth
  HISTIGNORE='*'
  readonly HISTFILE HISTSIZE HISTFILESIZE HISTCONTROL HISTIGNORE hardened_no_history
  ENV=/etc/profile.d/00-no-history.sh
  export ENV
fi
`;
  const zsh = `# No shell history: secrets are typed here.
if [ -z "\${hardened_no_history:-}" ]; then
  hardened_no_history=1
  unset HISTFILE
  SAVEHIST=0
  HISTORY_IGNORE='*'
  readonly SAVEHIST HISTORY_IGNORE hardened_no_history
fi
`;
  return [
    systemFile("/etc/profile.d/00-no-history.sh", posix),
    // Debian's zsh reads the one, Amazon Linux' the other.
    systemFile("/etc/zsh/zshenv", zsh),
    systemFile("/etc/zshenv", zsh),
    systemFile(
      "/etc/systemd/system/amazon-ssm-agent.service.d/10-no-history.conf",
      "# Sessions inherit this: the shell that they start reads the file, login or not.\n[Service]\nEnvironment=ENV=/etc/profile.d/00-no-history.sh BASH_ENV=/etc/profile.d/00-no-history.sh HISTFILE=/dev/null HISTSIZE=0\nLimitCORE=0\n",
    ),
  ];
}
