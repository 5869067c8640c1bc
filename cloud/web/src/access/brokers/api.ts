/** What the API says of the brokers' users and files. Times are milliseconds UTC. */

export const ROLES = ["gateway", "cloud", "detector-bridge", "detector", "building-agent"] as const;
export type Role = (typeof ROLES)[number];

export interface User {
  username: string;
  role: Role;
  area: string | null;
  has_password: boolean;
  made_by: string;
  made_at: number;
  revoked_at: number | null;
}

export interface MadeUser extends User {
  password: string | null;
}

export interface Target {
  name: string;
  /** The policy's revision that it was last given. */
  revision: number | null;
  at: number | null;
  fault: string;
}

export interface BrokerState {
  revision: number;
  targets: Target[];
  checks: number;
  denied: number;
  overloaded: number;
  shut_out: number;
}

export type Standing = "fault" | "waiting" | "behind" | "current";

/** How a broker's files stand against the policy. */
export function standingOf(target: Target, revision: number): Standing {
  if (target.fault) return "fault";
  if (target.revision === null) return "waiting";
  return target.revision < revision ? "behind" : "current";
}

/** Only a gateway has an area. */
export const userBody = (username: string, role: Role, area: string, password: boolean): object => ({
  username: username.trim(),
  role,
  area: role === "gateway" ? area : null,
  password,
});
