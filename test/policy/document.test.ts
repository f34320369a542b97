import { policyVariable, renderPolicy } from "../../lib/policy/document";
import { expectRefused } from "../support/errors";

describe("renderPolicy", () => {
  test("sorts actions and writes single values as AWS returns them", () => {
    expect(
      JSON.parse(
        renderPolicy([
          { sid: "A", actions: ["s3:PutObject", "s3:GetObject"], resources: ["*"] },
          {
            sid: "B",
            effect: "Deny",
            principals: { AWS: ["a", "b"], Service: ["c"] },
            actions: ["s3:*"],
            conditions: { Bool: { "aws:SecureTransport": ["false"] } },
          },
          { sid: "C", principals: "*", actions: ["x:Y"] },
        ]),
      ),
    ).toEqual({
      Version: "2012-10-17",
      Statement: [
        { Sid: "A", Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "*" },
        {
          Sid: "B",
          Effect: "Deny",
          Principal: { AWS: ["a", "b"], Service: "c" },
          Action: "s3:*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        { Sid: "C", Effect: "Allow", Principal: "*", Action: "x:Y" },
      ],
    });
  });

  test.each([
    ["an unnamed statement", [{ sid: "", actions: ["a:B"] }]],
    ["a name with signs", [{ sid: "a-b", actions: ["a:B"] }]],
    ["a statement without actions", [{ sid: "A", actions: [] }]],
    [
      "a name used twice",
      [
        { sid: "A", actions: ["a:B"] },
        { sid: "A", actions: ["a:C"] },
      ],
    ],
  ])("fails for %s", (_name, statements) => {
    expectRefused("POLICY_INVALID", () => renderPolicy(statements));
  });

  test("policy variables survive Terraform's templates", () => {
    expect(policyVariable("aws:username")).toBe("$${aws:username}");
  });
});
