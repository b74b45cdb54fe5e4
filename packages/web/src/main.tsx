import "./mantine.css";
import "./house.css";
import { DirectionProvider, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { StrictMode, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { language, onLanguage, preferredLanguage, speak } from "./i18n.ts";
import { queryClient } from "./queries.ts";
import { router } from "./routes.tsx";
import { Notices } from "./ui/notices/notices-corner.tsx";
import { cssVariablesResolver, themeInWords } from "./theme.ts";

// Under the strict content security policy a style element without the answer's nonce has no effect.
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
setNonce(nonce);

const root = document.getElementById("root");
if (!root) throw new Error("index.html lacks its root element");

await speak(preferredLanguage());

createRoot(root).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);

/** Drawn anew, with all its words, whenever another language is spoken. */
function Page() {
  const spoken = useSyncExternalStore(onLanguage, language);
  return (
    <MantineProvider
      theme={themeInWords()}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      // The variables are written by the page: fetching Mantine's own as well would be 4 kB for nothing.
      deduplicateCssVariables={false}
      getStyleNonce={() => nonce}
    >
      <DirectionProvider key={spoken}>
        <Notices />
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </DirectionProvider>
    </MantineProvider>
  );
}
