import { DataAwsAmi } from "@cdktf/provider-aws/lib/data-aws-ami";
import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { requireEc2Id } from "../aws/arn";
import type { Architecture } from "../release/i-architecture";

/** The image that nodes boot from. */
export abstract class MachineImage {
  /**
   * The newest Amazon Linux 2023, published by Amazon. A newer image is a changed launch template, so the next apply
   * rolls the nodes onto it.
   */
  public static amazonLinux2023(): MachineImage {
    return new AmazonLinux2023();
  }

  /**
   * One image, for organisations that make their own. It must be Amazon Linux 2023 or behave like it.
   *
   * @param imageId `ami-…`; may be a token
   * @throws IDENTIFIER_INVALID
   */
  public static fromId(imageId: string): MachineImage {
    requireEc2Id("the id of MachineImage.fromId", imageId, "ami");
    return new ImageById(imageId);
  }

  /** The id of the image; the scope is the construct of the nodes. */
  public abstract bind(scope: Construct, architecture: Architecture, provider?: TerraformProvider): string;
}

class AmazonLinux2023 extends MachineImage {
  public bind(scope: Construct, architecture: Architecture, provider?: TerraformProvider): string {
    const machine = architecture === "arm64" ? "arm64" : "x86_64";
    return new DataAwsAmi(scope, "image", {
      provider,
      mostRecent: true,
      owners: ["amazon"],
      filter: [
        { name: "name", values: [`al2023-ami-2023.*-kernel-*-${machine}`] },
        { name: "architecture", values: [machine] },
        { name: "virtualization-type", values: ["hvm"] },
      ],
    }).id;
  }
}

class ImageById extends MachineImage {
  public constructor(private readonly imageId: string) {
    super();
  }

  public bind(): string {
    return this.imageId;
  }
}
