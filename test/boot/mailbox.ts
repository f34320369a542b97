import { ACCOUNT } from "../terraform/emulators";
import type { Cloud } from "./cloud";
import { until } from "./command";

/** A queue that a topic delivers to, in the place of somebody's mailbox. */
export class Mailbox {
  /** Makes it, and subscribes it. */
  public static async of(cloud: Cloud, topicArn: string): Promise<Mailbox> {
    const [, , , region = ""] = topicArn.split(":");
    const name = "boot-test-mailbox";
    const arn = `arn:aws:sqs:${region}:${ACCOUNT}:${name}`;
    const policy = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: arn,
          Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
        },
      ],
    };
    const { QueueUrl } = await cloud.target("sqs", "AmazonSQS.CreateQueue", {
      QueueName: name,
      Attributes: { Policy: JSON.stringify(policy) },
    });
    await cloud.query("sns", "2010-03-31", {
      Action: "Subscribe",
      TopicArn: topicArn,
      Protocol: "sqs",
      Endpoint: arn,
    });
    return new Mailbox(cloud, String(QueueUrl));
  }

  private constructor(
    private readonly cloud: Cloud,
    private readonly url: string,
  ) {}

  /** Waits for a message with all of these words. */
  public async find(...words: readonly string[]): Promise<string> {
    let seen = "";
    return until(`a message with ${words.join(", ")}`, 20, async () => {
      const { Messages = [] } = (await this.cloud.target("sqs", "AmazonSQS.ReceiveMessage", {
        QueueUrl: this.url,
        MaxNumberOfMessages: 10,
      })) as { Messages?: readonly { readonly Body: string }[] };
      const texts = Messages.map(({ Body }) => String((JSON.parse(Body) as { Message: string }).Message));
      seen += texts.join("\n");
      const found = texts.find((text) => words.every((word) => text.includes(word)));
      if (found === undefined && texts.length > 0) throw new Error(seen);
      return found;
    });
  }
}
