/** Where what was told is seen to. */

import { hazardHref } from "../inspections/links";
import { warningHref } from "../risk/links";
import { hrefOf } from "../shell/route";
import type { Told } from "./api";

export type Desk = "room" | "duty" | "hazard" | "warning";

const DESKS: Partial<Record<string, { desk: Desk; href: (id: number) => string }>> = {
  hazard: { desk: "hazard", href: hazardHref },
  "risk-warning": { desk: "warning", href: warningHref },
};

/** The page for it, and how that is called; an alarm's is the control room. */
export function whereTo({ alarm, subject }: Pick<Told, "alarm" | "subject">): { desk: Desk; href: string } {
  if (alarm !== null) return { desk: "room", href: hrefOf(["room"]) };
  const [noun = "", id] = (subject ?? "").split("/");
  const entry = DESKS[noun];
  return entry ? { desk: entry.desk, href: entry.href(Number(id)) } : { desk: "duty", href: hrefOf(["duty"]) };
}
