import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { chooseBackend } from "@shared/backend/choose";
import "@shared/ui/styles.css";
import { BackendContext } from "../state/backend";
import { Overlay } from "./Overlay";

const root = document.getElementById("root");
if (root) {
  void chooseBackend().then((backend) =>
    createRoot(root).render(
      <StrictMode>
        <BackendContext value={backend}>
          <Overlay />
        </BackendContext>
      </StrictMode>,
    ),
  );
}
