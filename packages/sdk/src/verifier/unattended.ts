/** What the runtime tells of a request when it is sent (`undici:client:sendHeaders`). */
interface Sent {
  request: { path: string };
  socket: { ref(): void; unref(): void };
}

const paths = new Set<string>();
const sockets = new WeakSet<Sent["socket"]>();
let isListening = false;

/**
 * Makes a call to this path without keeping the process alive for its answer, which the server holds back for seconds:
 * a script that has done its work should end. Works where `fetch` tells of its sockets, as Node's does.
 */
export async function callUnattended<T>(path: string, call: () => Promise<T>): Promise<T> {
  listen();
  paths.add(path);
  try {
    return await call();
  } finally {
    paths.delete(path);
  }
}

function listen(): void {
  if (isListening) return;
  isListening = true;
  const { getBuiltinModule } = process as Partial<typeof process>;
  getBuiltinModule?.("node:diagnostics_channel").subscribe("undici:client:sendHeaders", release);
}

/** The same socket carries other requests afterwards, which somebody waits for. */
function release(message: unknown): void {
  const { request, socket } = message as Sent;
  // The server may lie under a sub-path.
  if ([...paths].some((path) => request.path.endsWith(path))) {
    socket.unref();
    sockets.add(socket);
  } else if (sockets.delete(socket)) {
    socket.ref();
  }
}
