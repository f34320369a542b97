// The directions of the house: model -> render -> construct, checked on every `npm test`.
const pure = "^lib/(core|policy|server|host|vault)/";
const domain = "^lib/(network|seal|tls|compute|release|audit|snapshots|monitoring|sessions|bootstrap)/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "pure-stays-pure",
      comment: "Models and renderers must run, and be tested, without the framework or a provider.",
      severity: "error",
      from: { path: pure },
      to: {
        path: "node_modules/(cdktf|constructs|@cdktf)/|^lib/(aws|network|seal|tls|compute|release|monitoring|sessions|cluster|cli)/",
      },
    },
    {
      name: "core-is-a-leaf",
      severity: "error",
      from: { path: "^lib/core/" },
      to: { path: "^lib/(?!core/)" },
    },
    {
      name: "policy-knows-core-only",
      severity: "error",
      from: { path: "^lib/policy/" },
      to: { path: "^lib/(?!core/|policy/)" },
    },
    {
      name: "server-and-host-do-not-know-each-other",
      severity: "error",
      from: { path: "^lib/(server|host)/" },
      to: { path: "^lib/(server|host)/", pathNot: "^lib/$1/" },
    },
    {
      name: "domains-meet-through-interfaces",
      comment: "A domain may use another domain's interfaces (i-*.ts), never its constructs.",
      severity: "error",
      from: { path: domain },
      to: { path: domain, pathNot: ["^lib/$1/", "^lib/[^/]+/i-[^/]+\\.ts$"] },
    },
    {
      name: "only-the-cluster-wires",
      severity: "error",
      from: { path: "^lib/(?!cluster/|index\\.ts)" },
      to: { path: "^lib/(cluster/|index\\.ts)" },
    },
    {
      name: "nothing-knows-the-command",
      comment: "Constructs must load fast: the command's libraries are heavy.",
      severity: "error",
      from: { path: "^lib/(?!cli/)" },
      to: { path: "^lib/cli/" },
    },
    {
      name: "the-command-knows-no-construct",
      comment: "It starts at once, without the framework or a provider.",
      severity: "error",
      from: { path: "^lib/cli/" },
      to: { path: "node_modules/(cdktf|constructs|@cdktf)/", reachable: true },
    },
    {
      name: "checks-know-no-construct",
      comment: "Rules read what will be deployed, never the construct that wrote it: it could fool them.",
      severity: "error",
      from: { path: "^lib/(checks|report)/", pathNot: "^lib/checks/stack/" },
      to: { path: "node_modules/(cdktf|constructs|@cdktf)/|^lib/(?!core/|policy/|server/|checks/|report/)" },
    },
    {
      name: "the-engine-knows-no-rule",
      severity: "error",
      from: { path: "^lib/checks/(engine|evidence|host|adapters)/" },
      to: { path: "^lib/checks/(rules|profiles|stack)/" },
    },
    {
      name: "domains-are-not-their-own-judges",
      severity: "error",
      from: { path: `${domain}|^lib/aws/` },
      to: { path: "^lib/(checks|report)/" },
    },
    {
      name: "no-provider-root",
      severity: "error",
      from: { path: "^(lib|examples)/" },
      to: { path: "@cdktf/provider-[^/]+/lib/index" },
    },
    {
      name: "lib-does-not-know-tests",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(bench|examples|test|tools)/" },
    },
    {
      name: "private-stays-private",
      severity: "error",
      from: { pathNot: "^lib/([^/]+)/" },
      to: { path: "/private/" },
    },
    {
      name: "not-to-dev-dep",
      severity: "error",
      from: { path: "^lib/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["npm-peer", "type-only"] },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^build|cdktf\\.out" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["require", "node", "default", "types"],
    },
  },
};
