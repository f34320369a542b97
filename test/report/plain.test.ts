import { plain } from "../../lib/report/plain";

test("takes out what acts on a terminal or turns the order of reading, and leaves words alone", () => {
  expect(plain("\u001b[2J\u0007\r\u009b1m")).toBe("\ufffd[2J\ufffd\ufffd\ufffd1m");
  expect(plain("a\u202eb\u2066c\u200f")).toBe("a\ufffdb\ufffdc\ufffd");
  expect(plain("a\tb\nc")).toBe("a b\nc");
  expect(plain("Grüße, 世界 – ✓")).toBe("Grüße, 世界 – ✓");
});
