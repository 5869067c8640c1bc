import "./styles/index.css";

import { StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";

import { startLanguage } from "./i18n/language";
import { tokenOf } from "./room/verification/address";
import { routeOf } from "./shell/route";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
const token = tokenOf(window.location.hash);
/** Pages of their own, without the shell: for everybody, or on a phone without a line. */
const APART = ["draws", "inspect", "unit", "station", "command"];
const apartOf = (hash: string) => APART.find((step) => step === routeOf(hash).steps[0]);
const apart = apartOf(window.location.hash);

/** Some pages open by themselves; everything else is behind the login. */
async function page(): Promise<ReactNode> {
  if (token !== null) {
    const { SitePage } = await import("./site/SitePage");
    return <SitePage token={token} />;
  }
  if (apart === "draws") {
    const { DrawRoom } = await import("./draws/DrawRoom");
    return <DrawRoom />;
  }
  if (apart === "inspect") {
    const { PhonePage } = await import("./inspect/PhonePage");
    return <PhonePage />;
  }
  if (apart === "unit") {
    const { TabletPage } = await import("./crew/tablet/TabletPage");
    return <TabletPage />;
  }
  if (apart === "station") {
    const { StationPage } = await import("./crew/station/StationPage");
    return <StationPage />;
  }
  if (apart === "command") {
    const { CommandPage } = await import("./crew/phone/CommandPage");
    return <CommandPage />;
  }
  const { Start } = await import("./shell/Start");
  return <Start />;
}

window.addEventListener("hashchange", () => {
  const { hash } = window.location;
  if (tokenOf(hash) !== token || apartOf(hash) !== apart) window.location.reload();
});
await startLanguage();
createRoot(root).render(<StrictMode>{await page()}</StrictMode>);
