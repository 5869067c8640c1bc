import "uplot/dist/uPlot.min.css";
import "./styles/index.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./App";
import { startLanguage } from "./i18n/language";
import { Session } from "./live/session";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
await startLanguage();
createRoot(root).render(
  <StrictMode>
    <App session={new Session()} />
  </StrictMode>,
);
