/** Alarms of a gateway for the marks on its curves; a wall of curves asks once, not once each. */

import { fetchAlarmsOf } from "../api/client";
import type { Alarm } from "../api/types";

const KEEP_MS = 10_000;
const asked = new Map<string, { at: number; answer: Promise<Alarm[]> }>();

export function recentAlarms(gateway: string): Promise<Alarm[]> {
  const held = asked.get(gateway);
  if (held && Date.now() - held.at < KEEP_MS) return held.answer;
  const answer = fetchAlarmsOf(gateway).then((page) => page.items);
  asked.set(gateway, { at: Date.now(), answer });
  answer.catch(() => asked.delete(gateway));
  return answer;
}
