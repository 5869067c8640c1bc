import "./styles/index.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { startLanguage } from "./i18n/language";
import { LoginGate } from "./people/LoginGate";
import { addPeopleWords } from "./people/words";
import { Shell } from "./shell/Shell";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
await startLanguage();
addPeopleWords();
createRoot(root).render(
  <StrictMode>
    <LoginGate>
      <Shell />
    </LoginGate>
  </StrictMode>,
);
