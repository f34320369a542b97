import { label } from "../../lib/report/label";
import { reported, result, WAIVED } from "./sample";

const labelled = (...results: Parameters<typeof result>) => reported([result(...results)]).results.map(label);

test("capitals are for what stops; a failure that does not is called by its weight", () => {
  expect(labelled()).toEqual(["FAIL"]);
  expect(labelled({ verdict: "error" })).toEqual(["ERROR"]);
  expect(labelled({ severity: "info" })).toEqual(["info"]);
  expect(labelled({ verdict: "pass" })).toEqual(["pass"]);
});

test("what is waived is never called passed", () => {
  expect(labelled({ waived: WAIVED })).toEqual(["waived"]);
});
