/**
 * What the awskms seal calls: DescribeKey when it starts, then Encrypt and Decrypt. It sends neither an encryption
 * context nor, on Decrypt, a key id, so conditions on them would break unsealing.
 */
export const UNSEAL_ACTIONS: readonly string[] = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt"];
