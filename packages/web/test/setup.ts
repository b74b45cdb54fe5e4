import { speak } from "../src/i18n.ts";

// All that speaking a language needs of a browser.
Object.assign(globalThis, { document: { documentElement: {} } });
Object.defineProperty(navigator, "languages", { value: ["en-GB"] });
await speak("en");
