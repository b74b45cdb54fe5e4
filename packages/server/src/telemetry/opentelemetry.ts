import type * as api from "@opentelemetry/api";

type Api = typeof api;

/** OpenTelemetry's API, where whoever runs the server has it beside the server: whoever has not traces nothing. */
export const opentelemetry: Api | undefined = await load();

/** Somebody has loaded an SDK whose API is not to be found from here, and so would wait for spans in vain. */
export const isTracedInVain =
  opentelemetry === undefined && Symbol.for("opentelemetry.js.api.1") in globalThis;

async function load(): Promise<Api | undefined> {
  try {
    return await import("@opentelemetry/api");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
