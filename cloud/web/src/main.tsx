import "./styles/index.css";

import { StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";

import { startLanguage } from "./i18n/language";
import { tokenOf } from "./room/verification/address";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
const token = tokenOf(window.location.hash);

/** A link for a person on site opens its own small page; everything else is behind the login. */
async function page(): Promise<ReactNode> {
  if (token !== null) {
    const { SitePage } = await import("./site/SitePage");
    return <SitePage token={token} />;
  }
  const { Start } = await import("./shell/Start");
  return <Start />;
}

window.addEventListener("hashchange", () => {
  if (tokenOf(window.location.hash) !== token) window.location.reload();
});
await startLanguage();
createRoot(root).render(<StrictMode>{await page()}</StrictMode>);
