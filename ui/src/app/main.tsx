import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { chooseBackend } from "@shared/backend/choose";
import "@shared/ui/styles.css";
import { App } from "./App";
import { BackendContext } from "./state/backend";
import { followHistory } from "./state/route";

const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 5_000, refetchOnWindowFocus: true, networkMode: "always" }, mutations: { networkMode: "always" } } });

const root = document.getElementById("root");
if (root) {
  followHistory();
  void chooseBackend().then((backend) =>
    createRoot(root).render(
      <StrictMode>
        <BackendContext value={backend}>
          <QueryClientProvider client={client}>
            <App />
          </QueryClientProvider>
        </BackendContext>
      </StrictMode>,
    ),
  );
}
