/**
 * How far a part's values can be believed at this moment, and why not.
 *
 * The server's word is the start; silence since then can only make it worse. A value is never shown as good
 * when the page has lost the centre, the centre has lost the gateway, or the part has been silent too long.
 */

import type { Gateway, Part, Quality } from "../api/types";
import type { LinkPhase } from "./store";

export type Doubt = "none" | "page-cut" | "gateway-silent" | "never-heard" | "silent" | "reported";

export interface Belief {
  quality: Quality;
  doubt: Doubt;
}

export function beliefIn(part: Part, gateway: Gateway | undefined, phase: LinkPhase, now: number): Belief {
  if (part.last_heard === null) return { quality: "unknown", doubt: "never-heard" };
  if (gateway?.link !== "online") return { quality: "unknown", doubt: "gateway-silent" };
  if (phase === "reconnecting" || phase === "lost") return { quality: "stale", doubt: "page-cut" };
  if (part.quality !== "good") return { quality: part.quality, doubt: "reported" };
  if (part.stale_after_s !== null && now - part.last_heard > part.stale_after_s * 1000) {
    return { quality: "stale", doubt: "silent" };
  }
  return { quality: "good", doubt: "none" };
}
