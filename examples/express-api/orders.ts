import type { Request, Response } from "express";

/** Orders live in memory and end with the process. */
interface Order {
  id: number;
  item: string;
  quantity: number;
  /** The holder of the token that placed it. */
  placedBy: string;
}

const orders: Order[] = [];

/** GET /v1/orders: the bare orders. */
export function listV1(_req: Request, res: Response): void {
  res.json(orders.map((order) => toV1(order)));
}

/** GET /v2/orders: in an envelope, each with who placed it. */
export function listV2(_req: Request, res: Response): void {
  res.json({ items: orders, total: orders.length });
}

/** POST /v1/orders `{ item, quantity }` */
export function placeV1(req: Request, res: Response): void {
  const order = placeOrder(req);
  if (order) res.status(201).json(toV1(order));
  else refuse(res);
}

/** POST /v2/orders `{ item, quantity }` */
export function placeV2(req: Request, res: Response): void {
  const order = placeOrder(req);
  if (order) res.status(201).json({ order });
  else refuse(res);
}

function placeOrder(req: Request): Order | undefined {
  const { item, quantity } = (req.body ?? {}) as { item?: unknown; quantity?: unknown };
  if (typeof item !== "string" || item.trim() === "") return undefined;
  if (typeof quantity !== "number" || !Number.isSafeInteger(quantity) || quantity < 1) return undefined;
  const order = { id: orders.length + 1, item, quantity, placedBy: req.tokenhouse?.holder.name ?? "unknown" };
  orders.push(order);
  return order;
}

function toV1({ id, item, quantity }: Order): Omit<Order, "placedBy"> {
  return { id, item, quantity };
}

function refuse(res: Response): void {
  res.status(400).json({ error: "an order is { item: text, quantity: whole number from 1 }" });
}
