import type { Construct } from "constructs";
import type { AwsProviderProps } from "../aws/account";
import { requireArn } from "../aws/arn";
import type { Protection } from "../aws/protection";
import { HardenedVaultError } from "../core/errors";
import { isUnresolved } from "../core/tokens";
import { AlarmTopic } from "./alarm-topic";
import type { IAlarmTopic } from "./i-alarm-topic";

/** What receivers may use when they are put into a cluster. */
export interface AlarmReceiversContext extends AwsProviderProps {
  /** Name of the cluster. */
  readonly clusterName: string;
  /** Whether what they make is protected. */
  readonly protection: Protection;
}

/** Who is told when something is wrong. There is no default: an alarm that reaches nobody is none. */
export abstract class AlarmReceivers {
  /**
   * People with a mailbox, through a topic of the cluster's own. Each confirms the subscription once.
   *
   * @param addresses `oncall@corp.example`; a list that is read by several is better than one person's
   * @throws RECEIVER_INVALID
   */
  public static emails(addresses: readonly string[]): AlarmReceivers {
    return new Emails(requireAddresses(addresses));
  }

  /**
   * A topic that exists already. Its policy must let `events.amazonaws.com` and `cloudwatch.amazonaws.com` publish, and so
   * must the key that encrypts it.
   *
   * @throws IDENTIFIER_INVALID
   */
  public static topic(topicArn: string): AlarmReceivers {
    return new ExistingTopic(requireArn("topicArn of AlarmReceivers.topic", topicArn, "sns", ""));
  }

  /**
   * Makes what the receivers need.
   *
   * @param scope the cluster
   */
  public abstract bind(scope: Construct, context: AlarmReceiversContext): IAlarmTopic;
}

class Emails extends AlarmReceivers {
  public constructor(private readonly emails: readonly string[]) {
    super();
  }

  public bind(scope: Construct, context: AlarmReceiversContext): IAlarmTopic {
    return new AlarmTopic(scope, "alarms", { ...context, emails: this.emails });
  }
}

class ExistingTopic extends AlarmReceivers {
  public constructor(private readonly topicArn: string) {
    super();
  }

  public bind(): IAlarmTopic {
    return { topicArn: this.topicArn, admitRule: () => {}, admitAlarm: () => {} };
  }
}

function requireAddresses(addresses: readonly string[]): readonly string[] {
  const list = Array.isArray(addresses) ? addresses : [];
  if (list.length === 0) throw refused("alarms need at least one receiver", addresses);
  list.forEach((address, index) => {
    if (isUnresolved(address)) {
      throw refused("the address of a receiver must be known when the stack is synthesized", String(address));
    }
    if (typeof address !== "string" || !/^[^\s@,;<>()"]+@([a-z0-9-]+\.)+[a-z0-9-]+$/i.test(address)) {
      throw refused("this is not the address of a mailbox", address);
    }
    if (list.findIndex((other) => other.toLowerCase() === address.toLowerCase()) < index) {
      throw refused("a receiver is named twice", address);
    }
  });
  return list;
}

function refused(message: string, got: unknown): HardenedVaultError {
  return new HardenedVaultError({
    code: "RECEIVER_INVALID",
    message,
    got,
    expected: "one address or more, each of the form oncall@corp.example",
    repair: 'name who is told: AlarmReceivers.emails(["oncall@corp.example"])',
  });
}
