/** Requests to the API, one function an endpoint. Every failure becomes an `ApiError`. */

import type {
  Alarm,
  AlarmDetail,
  ApiFault,
  CloudHealth,
  Curve,
  DeadLetter,
  Outcome,
  Snapshot,
  Vocabulary,
} from "./types";

const ROOT = "/api/v1";
const TIMEOUT_MS = 10_000;

/** A refusal by the API (`fault` says why, in both languages), or no answer at all (`fault` null). */
export class ApiError extends Error {
  constructor(
    readonly status: number | null,
    readonly fault: ApiFault | null,
    cause?: unknown,
  ) {
    super(fault?.message_en ?? (status === null ? "no answer" : `HTTP ${status}`), { cause });
  }
}

type Query = Record<string, string | number | boolean | undefined>;

function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)]));
  return `${ROOT}${path}${given.length > 0 ? `?${search.toString()}` : ""}`;
}

async function faultOf(response: Response): Promise<ApiFault | null> {
  try {
    const body = (await response.json()) as { error?: ApiFault };
    return body.error ?? null;
  } catch {
    return null;
  }
}

async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
  try {
    response = await fetch(path, { ...init, signal });
  } catch (cause) {
    throw new ApiError(null, null, cause);
  }
  if (!response.ok) throw new ApiError(response.status, await faultOf(response));
  try {
    return (await response.json()) as T;
  } catch (cause) {
    throw new ApiError(response.status, null, cause);
  }
}

function post<T>(path: string, body: object): Promise<T> {
  return request<T>(`${ROOT}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

export const fetchVocabulary = () => request<Vocabulary>(address("/vocabulary"));
export const fetchState = () => request<Snapshot>(address("/state"));
export const fetchHealth = () => request<CloudHealth>(address("/health"));
export const fetchAlarm = (id: number, signal: AbortSignal) =>
  request<AlarmDetail>(address(`/alarms/${id}`), { signal });

export const fetchDeadLetters = (limit: number) =>
  request<{ items: DeadLetter[] }>(address("/dead-letters", { limit }));

export const fetchCurve = (
  query: { gateway: string; part: string; analog_type: number; start: number; end: number; points: number },
  signal: AbortSignal,
) => request<Curve>(address("/readings", query), { signal });

export const fetchAlarmsOf = (gateway: string) =>
  request<{ items: Alarm[] }>(address("/alarms", { gateway, limit: 200 }));

export const liveAddress = (cursor: number) => address("/live", { after: cursor });

/** `version` makes the API refuse a decision taken on a view of the alarm that has since moved. */
export interface Decision {
  by: string;
  note: string;
  version: number;
}

/** Without the version: taking charge of an alarm stays right when it comes back in the same moment. */
export const acknowledge = (id: number, { by, note }: Decision) =>
  post<Alarm>(`/alarms/${id}/acknowledge`, { by, note });
export const verify = (id: number, decision: Decision & { outcome: Outcome }) =>
  post<Alarm>(`/alarms/${id}/verify`, decision);
export const close = (id: number, decision: Decision) => post<Alarm>(`/alarms/${id}/close`, decision);
