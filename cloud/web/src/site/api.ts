/** The two requests of the page on site. No cookie is needed: the link is the permission. */

import type { AlarmLevel, AlarmState, Cause, Evidence, Label, Outcome, Term } from "../api/types";

const TIMEOUT_MS = 10_000;

export interface SiteView {
  person: string;
  expires_at: number;
  kind: string;
  place: Label;
  device: Label;
  component_type: Term;
  text: string;
  state: AlarmState;
  level: AlarmLevel;
  outcome: Outcome | null;
  raised_at: number;
  wait_until: number | null;
  probability: number | null;
  weighed: Evidence[];
  causes: Cause[];
  version: number;
}

export interface SiteFault {
  code: string;
  message_zh: string;
  message_en: string;
}

/** What came of a request. `offset`: the centre's time minus the phone's, ms, to the second. */
export type Answer =
  | { kind: "ok"; view: SiteView; offset: number }
  | { kind: "refused"; status: number; fault: SiteFault | null }
  | { kind: "no-answer" };

async function post(path: string, body: object): Promise<Answer> {
  try {
    const response = await fetch(`/api/v1/verification/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.ok) {
      const told = Date.parse(response.headers.get("date") ?? "");
      const offset = Number.isNaN(told) ? 0 : told - Date.now();
      return { kind: "ok", view: (await response.json()) as SiteView, offset };
    }
    const answer = (await response.json().catch(() => ({}))) as { error?: SiteFault };
    return { kind: "refused", status: response.status, fault: answer.error ?? null };
  } catch {
    return { kind: "no-answer" };
  }
}

export const look = (token: string) => post("look", { token });
export const sendVerdict = (
  token: string,
  verdict: { outcome: Outcome; cause: string | null; version: number | null },
) => post("verdict", { token, ...verdict });
