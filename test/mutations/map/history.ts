import { becomes, followedBy, removed } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const PROFILE = "/etc/profile.d/00-no-history.sh";
const AGENT = "/etc/systemd/system/amazon-ssm-agent.service.d/10-no-history.conf";

/** Nothing that is typed is kept. */
export const HISTORY: MutationMap = {
  [`${PROFILE} (mode)`]: guarded("HOST-07", removed),
  [`${PROFILE} if *`]: irrelevant("a second reading would complain about what cannot be changed"),
  [`${PROFILE} hardened_no_history=1`]: irrelevant(
    "a second reading would complain about what cannot be changed",
  ),
  [`${PROFILE} unset HISTFILE`]: guarded("HOST-07", removed, becomes("HISTFILE=$HOME/.history")),
  [`${PROFILE} HISTSIZE=0`]: guarded("HOST-07", becomes("HISTSIZE=1000")),
  [`${PROFILE} HISTFILESIZE=0`]: irrelevant("there is no file"),
  [`${PROFILE} HISTCONTROL=*`]: irrelevant("there is no history"),
  [`${PROFILE} HISTIGNORE=*`]: irrelevant("there is no history"),
  [`${PROFILE} readonly *`]: guarded("HOST-07", removed, becomes("readonly HISTSIZE")),
  [`${PROFILE} ENV=*`]: irrelevant("shells that read nothing else have no history on a disk"),
  [`${PROFILE} export ENV`]: guarded("HOST-07", followedBy("HISTFILE=/root/.bash_history")),
  "/etc/zsh*": irrelevant("zsh is on no node; the file is there for who installs it"),
  [`${AGENT} Service.Environment`]: guarded("HOST-07", removed),
  [`${AGENT} Service.LimitCORE`]: irrelevant("the kernel keeps no core dump"),
  [`${AGENT} (mode)`]: guarded("HOST-07", removed),
};
