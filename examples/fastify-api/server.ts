import { createVerifier } from "@tokenhouse/sdk";
import { requireToken } from "@tokenhouse/sdk/fastify";
import fastify from "fastify";

const { TOKENHOUSE_URL: url, TOKENHOUSE_TOKEN: token, PORT: port = "4990" } = process.env;
if (!url || !token) {
  fail(new Error("set TOKENHOUSE_URL, and TOKENHOUSE_TOKEN to a token with the scope tokens:verify"));
}

/** Orders live in memory and end with the process. `placedBy` is the holder of the token that placed one. */
interface Order {
  item: string;
  quantity: number;
  placedBy: string;
}
const orders: Order[] = [];
const ORDER = {
  type: "object",
  required: ["item", "quantity"],
  properties: { item: { type: "string", pattern: "\\S" }, quantity: { type: "integer", minimum: 1 } },
};

const verifier = await createVerifier({ url, token }).catch(fail);
const mayRead = requireToken(verifier, { scopes: ["orders:read"] });
const mayWrite = requireToken(verifier, { scopes: ["orders:write"] });

const app = fastify();
app.addHook("onClose", () => verifier.close());
app.get("/orders", { onRequest: mayRead }, () => orders);
app.post<{ Body: Omit<Order, "placedBy"> }>(
  "/orders",
  { onRequest: mayWrite, schema: { body: ORDER } },
  (request, reply) => {
    const { item, quantity } = request.body;
    const order = { item, quantity, placedBy: request.tokenhouse?.holder.name ?? "unknown" };
    orders.push(order);
    return reply.code(201).send(order);
  },
);

const address = await app.listen({ port: Number(port), host: "127.0.0.1" }).catch(fail);
process.stdout.write(`The orders API is ready: ${address}\n`);

/** Answers the open requests, gives the lease back, then lets the process end. */
function drain(): void {
  void app.close();
}
process.once("SIGTERM", drain).once("SIGINT", drain);

function fail({ message }: Error): never {
  process.stderr.write(`The orders API cannot start: ${message}\n`);
  process.exit(1);
}
