/** What the API says of certificates and of gateways that are shut out. Times are milliseconds UTC. */

export const CERTIFICATE_STATES = ["current", "followed", "ended", "revoked"] as const;
export type CertificateState = (typeof CERTIFICATE_STATES)[number];

export interface Certificate {
  serial: string;
  id: number;
  area: string;
  gateway: string;
  organisation_id: number | null;
  state: CertificateState;
  issued_at: number;
  ends_at: number;
  renew_at: number;
  revoked_at: number | null;
  revoked_by: string | null;
  reason: string;
}

export interface CertificateList {
  items: Certificate[];
  more: boolean;
}

export interface ShutOut {
  gateway: string;
  area: string;
  at: number;
  by: string;
  reason: string;
}

export interface ShutOutList {
  items: ShutOut[];
  more: boolean;
}

export interface GatewayRevoked {
  gateway: string;
  certificates: string[];
  codes: number[];
}

/** One that a broker still believes, and that can therefore be revoked. */
export const believed = ({ state }: Pick<Certificate, "state">): boolean =>
  state === "current" || state === "followed";

export type CertificateEffect = "believed" | "others_stay" | "last_one" | "not_shut_out";

/**
 * What revoking one certificate does, for whoever is about to do it. `others` are the gateway's further
 * certificates that are still believed; null: that is not known here.
 */
export function effectsOf(others: number | null): CertificateEffect[] {
  const rest: CertificateEffect[] = others === null ? [] : [others > 0 ? "others_stay" : "last_one"];
  return ["believed", ...rest, "not_shut_out"];
}
