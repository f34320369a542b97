import { connect, createServer } from "node:net";

// Unix sockets lead across network namespaces: each one given here leads to a port of this namespace's loopback.
// usage: relay.js SOCKET=PORT...    It ends with who started it.
for (const argument of process.argv.slice(2)) {
  const [socket = "", port = ""] = argument.split("=");
  const server = createServer((from) => {
    const to = connect(Number(port), "127.0.0.1");
    from.on("error", () => to.destroy());
    to.on("error", () => from.destroy());
    from.pipe(to).pipe(from);
  });
  server.listen(socket);
}
process.on("disconnect", () => process.exit(0));
