/** What a load balancer needs to know of the nodes that it stands before. */
export interface IVaultNodes {
  /** Group of the nodes. */
  readonly securityGroupId: string;
  /** Puts every node into a target group. */
  addTargetGroup(targetGroupArn: string): void;
}
