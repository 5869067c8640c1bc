/** What the API says of commands to gateways. Times are milliseconds UTC. */

export const KINDS = ["read-back", "duty-check", "clock", "configure"] as const;
export type Kind = (typeof KINDS)[number];
export type State = "waiting" | "sent" | "accepted" | "done" | "refused" | "failed" | "expired" | "unanswered";

export interface Command {
  gateway: string;
  seq: number;
  kind: Kind;
  asked_by: string;
  asked_at: number;
  expires_at: number;
  state: State;
  sent: number;
  answered_at: number | null;
  text: string;
  details: Record<string, string | number | boolean | null>;
}

/** Beginnings of virtual gateways: what stands behind them speaks to the centre itself and takes no commands. */
const VIRTUAL = ["uitd-", "nb-", "lora-"];
export const takesCommands = (gateway: string) => !VIRTUAL.some((beginning) => gateway.startsWith(beginning));

/** How a state is marked: still under way, well ended, or ended otherwise. */
export const markOf = (state: State): "waiting" | "online" | "silent" =>
  state === "done" ? "online" : state === "waiting" || state === "sent" || state === "accepted" ? "waiting" : "silent";

export interface Draft {
  kind: Kind;
  question: string;
  set: boolean;
  toml: string;
  minutes: string;
}

/** What the centre is told; each kind has its own argument. */
export function commandBody({ kind, question, set, toml, minutes }: Draft): object {
  const told: Record<Kind, object> = {
    "read-back": {},
    "duty-check": question.trim() ? { question: question.trim() } : {},
    clock: { set },
    configure: { toml },
  };
  return { kind, arguments: told[kind], expires_in_s: Number(minutes) * 60 };
}
