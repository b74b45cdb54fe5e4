/** The least that Node answers with: what a check over HTTP is measured against. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tell, whenLetGo } from "../child.ts";

const BODY = JSON.stringify({ valid: true });
const HEADERS = { "Content-Type": "application/json", "Content-Length": BODY.length };

const server = createServer((_request, response) => {
  response.writeHead(200, HEADERS).end(BODY);
});
server.listen(0, "127.0.0.1", () => tell({ port: (server.address() as AddressInfo).port }));
whenLetGo(async () => server.close());
