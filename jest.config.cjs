/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/build/", "cdktf.out"],
  moduleNameMapper: {
    "^cdktf-hardened-vault$": "<rootDir>/lib/index.ts",
    "^cdktf-hardened-vault/configuration$": "<rootDir>/lib/configuration/index.ts",
  },
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } },
    ],
  },
};
