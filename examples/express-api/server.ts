import { createVerifier } from "@tokenhouse/sdk";
import { requireToken } from "@tokenhouse/sdk/express";
import express, { json } from "express";
import type { AddressInfo } from "node:net";
import { listV1, listV2, placeV1, placeV2 } from "./orders.ts";

const { TOKENHOUSE_URL: url, TOKENHOUSE_TOKEN: token, PORT: port = "4990" } = process.env;
if (!url || !token) {
  fail(new Error("set TOKENHOUSE_URL, and TOKENHOUSE_TOKEN to a token with the scope tokens:verify"));
}

const verifier = await createVerifier({ url, token }).catch(fail);
const mayRead = requireToken(verifier, { scopes: ["orders:read"] });
const mayWrite = requireToken(verifier, { scopes: ["orders:write"] });

const app = express();
app.get("/v1/orders", mayRead, listV1);
app.post("/v1/orders", mayWrite, json(), placeV1);
app.get("/v2/orders", mayRead, listV2);
app.post("/v2/orders", mayWrite, json(), placeV2);

const server = app.listen(Number(port), "127.0.0.1", (error) => {
  if (error) fail(error);
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`The orders API is ready: http://127.0.0.1:${port}\n`);
});

/** Answers the open requests, then lets the process end. */
function drain(): void {
  server.close(() => void verifier.close());
}
process.once("SIGTERM", drain).once("SIGINT", drain);

function fail({ message }: Error): never {
  process.stderr.write(`The orders API cannot start: ${message}\n`);
  process.exit(1);
}
