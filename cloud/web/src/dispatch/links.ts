import { hrefOf } from "../shell/route";

export const deskHref = () => hrefOf(["dispatch"]);
export const incidentHref = (id: number) => hrefOf(["dispatch", "incident", id]);
export const mapHref = (incident?: number | null) => hrefOf(["map"], { incident });
export const wallHref = () => hrefOf(["wall"]);

/** Opens a page in a window of its own, for another screen. */
export function openWindow(href: string): void {
  window.open(href, "_blank", "noopener,width=1200,height=900");
}
