/** What the API says of platforms that push. Times are milliseconds UTC. */

import type { Label } from "../../api/types";
import type { Placed } from "../parts/place";

export const KINDS = ["ctwing", "onenet", "chirpstack", "tts", "chirpstack-mqtt", "tts-mqtt"] as const;
export type Kind = (typeof KINDS)[number];

export interface Broker {
  host: string;
  port: number;
  username?: string | null;
  tls_ca?: string | null;
}

export interface Integration {
  id: number;
  name: string;
  kind: Kind;
  title: Label;
  /** Where the platform pushes to; empty for MQTT. */
  path: string;
  area: string;
  organisation_id: number | null;
  default_profile: string;
  broker: Broker | null;
  enabled: boolean;
  created_at: number;
  counts: Record<string, number>;
  last_at: number | null;
  /** Why its line is down, or why its last push could not be read. */
  fault: string | null;
  /** Since when its pushes cannot be read, where that is so. */
  fault_at?: number | null;
  /** Of its devices, those whose pushes cannot be read. */
  devices_unread?: number;
}

export interface Created {
  integration: Integration;
  secret: string;
}

export interface Pushed extends Placed {
  id: number;
  identity: string;
  gateway: string;
  last_heard: number | null;
  /** Why its last push could not be read; most often its profile is wrong. */
  fault?: string | null;
  fault_at?: number | null;
}

export interface Speaker {
  id: number;
  identity: string;
  first_at: number;
  last_at: number;
  pushes: number;
}

export const overMqtt = (kind: Kind) => kind.endsWith("-mqtt");

/** What is counted, in the order in which it is shown; those that say that something is wrong. */
export const COUNTS = [
  "received",
  "stored",
  "said_nothing",
  "unregistered",
  "disabled",
  "unreadable",
  "try_again",
  "not_signed",
] as const;
const BAD: readonly (typeof COUNTS)[number][] = ["unreadable", "try_again", "not_signed"];

/** How many pushes went wrong since the centre's process began. */
export const failedOf = (counts: Readonly<Record<string, number>>) =>
  BAD.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
export const isBad = (name: (typeof COUNTS)[number]) => BAD.includes(name);

export type Health = "disabled" | "down" | "faults" | "quiet" | "good";

/** How a platform does. Only a line of ours can be down; what a platform pushes can be faulty. */
export function healthOf(one: Pick<Integration, "kind" | "enabled" | "counts" | "last_at" | "fault" | "fault_at" | "devices_unread">): Health {
  if (!one.enabled) return "disabled";
  if (one.fault && one.fault_at == null && overMqtt(one.kind)) return "down";
  if (one.fault || (one.devices_unread ?? 0) > 0 || failedOf(one.counts) > 0) return "faults";
  return one.last_at === null ? "quiet" : "good";
}

export interface IntegrationDraft {
  name: string;
  kind: Kind;
  area: string;
  organisation: number | null;
  profile: string;
  secret: string;
  key: string;
  host: string;
  port: string;
  username: string;
  tlsCa: string;
  enabled: boolean;
}

/** What may be changed of one that is there. */
export function changeBody(draft: IntegrationDraft): object {
  const { area, organisation, profile, host, port, username, tlsCa, enabled } = draft;
  return {
    area,
    organisation_id: organisation,
    default_profile: profile,
    broker: overMqtt(draft.kind)
      ? { host: host.trim(), port: Number(port), username: username.trim() || null, tls_ca: tlsCa.trim() || null }
      : null,
    enabled,
  };
}

/** A new one; without a secret the centre makes one, and only OneNET encrypts with a key. */
export const newBody = (draft: IntegrationDraft): object => ({
  ...changeBody(draft),
  name: draft.name,
  kind: draft.kind,
  secret: draft.secret || null,
  key: draft.kind === "onenet" ? draft.key || null : null,
});
