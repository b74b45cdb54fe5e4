import { registerHooks } from "node:module";

/** Loaded before a server: OpenTelemetry's API, on which it does not insist, is nowhere to be found. */
registerHooks({
  resolve(specifier, context, next) {
    const isOurs = context.parentURL?.includes("/packages/server/src/") === true;
    if (!isOurs || !specifier.startsWith("@opentelemetry/")) return next(specifier, context);
    throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: "ERR_MODULE_NOT_FOUND" });
  },
});
if (process.env["OF_AN_SDK"] !== undefined) {
  Object.assign(globalThis, { [Symbol.for("opentelemetry.js.api.1")]: { version: "1.9.0" } });
}
