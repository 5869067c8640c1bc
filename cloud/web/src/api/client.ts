/** Requests to the API, one function an endpoint. Every failure becomes an `ApiError`. */

import type {
  Alarm,
  AlarmDetail,
  ApiFault,
  CloudHealth,
  Curve,
  DeadLetter,
  Outcome,
  Shelving,
  Snapshot,
  VerificationLink,
  Vocabulary,
  Works,
} from "./types";

const ROOT = "/api/v1";
const TIMEOUT_MS = 10_000;
/** A change may have been made though its answer is late: it is not given up so soon. */
const CHANGE_MS = 30_000;
const UPLOAD_MS = 600_000;

/** Told to the window when the centre no longer knows who asks. */
export const LOGIN_NEEDED = "steppewatch-login-needed";
/** Told to the window when somebody whose session had ended has logged in again. */
export const LOGIN_RENEWED = "steppewatch-login-renewed";

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

export type Query = Record<string, string | number | boolean | undefined>;

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

async function request<T>(path: string, init: RequestInit = {}, timeoutMs = TIMEOUT_MS): Promise<T> {
  let response: Response;
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
  try {
    response = await fetch(path, { ...init, signal });
  } catch (cause) {
    throw new ApiError(null, null, cause);
  }
  if (!response.ok) {
    const fault = await faultOf(response);
    if (fault?.code === "login-needed") window.dispatchEvent(new Event(LOGIN_NEEDED));
    throw new ApiError(response.status, fault);
  }
  if (response.status === 204) return undefined as T;
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

/** Any address of the API; the caller knows what it answers. */
export const get = <T>(path: string, query: Query = {}, signal?: AbortSignal) =>
  request<T>(address(path, query), signal ? { signal } : {});

/** A change, as JSON; `undefined` where the answer is empty. */
export const send = <T>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body: object = {},
  timeoutMs = CHANGE_MS,
) =>
  request<T>(
    `${ROOT}${path}`,
    { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
    timeoutMs,
  );

/** A file as the body; it may take long. */
export const upload = <T>(path: string, query: Query, file: File, media = "application/octet-stream") =>
  request<T>(
    address(path, query),
    { method: "POST", headers: { "content-type": media }, body: file },
    UPLOAD_MS,
  );

const asked = new Map<string, Promise<unknown>>();

/** What stays the same while the page is open: one request a page load answers all who ask. */
export function getOnce<T>(path: string): Promise<T> {
  const held = asked.get(path) as Promise<T> | undefined;
  if (held) return held;
  const asking = request<T>(address(path)).catch((fault: unknown) => {
    asked.delete(path);
    throw fault;
  });
  asked.set(path, asking);
  return asking;
}

/** The centre's own words, the same for everybody. */
export const fetchVocabulary = () => getOnce<Vocabulary>("/vocabulary");

/** What a control room looks at: everything, one organisation, or one gateway. */
export interface Scope {
  organisation?: string | undefined;
  gateway?: string | undefined;
}

export const fetchState = ({ organisation, gateway }: Scope = {}) =>
  request<Snapshot>(address("/state", { organisation, gateway }));
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
/** The stream of duty and notifications alone, for pages that show no alarms; from now on where no cursor is known. */
export const toldAddress = (cursor: number) =>
  `${address("/live", { only: "duty", after: cursor || undefined })}&only=notification`;

/** `version` makes the API refuse a decision taken on a view of the alarm that has since moved. */
export interface Decision {
  by: string;
  note: string;
  version: number;
}

/** Without the version: taking charge of an alarm stays right when it comes back in the same moment. */
export const acknowledge = (id: number, { by, note }: Decision) =>
  post<Alarm>(`/alarms/${id}/acknowledge`, { by, note });
export const verify = (id: number, decision: Decision & { outcome: Outcome; cause: string | null }) =>
  post<Alarm>(`/alarms/${id}/verify`, decision);
export const close = (id: number, decision: Decision) => post<Alarm>(`/alarms/${id}/close`, decision);
/** What a person or a camera has seen; it counts towards P(real) and is no verdict. */
export const tellFact = (id: number, told: { fact: string; by: string; note: string }) =>
  post<Alarm>(`/alarms/${id}/evidence`, told);
export const giveLink = (id: number, told: { person: string; minutes: number; by: string }) =>
  post<VerificationLink>(`/alarms/${id}/verification-links`, told);
export const shelve = (id: number, told: { reason: string; minutes: number; by: string }) =>
  post<Shelving>(`/alarms/${id}/shelve`, told);
export const endShelving = (id: number, by: string) => post<Shelving>(`/shelf/${id}/end`, { by });

export interface WorksTold {
  mode: Works["mode"];
  /** Either of the two; the other is null. */
  gateway: string | null;
  building_id: number | null;
  parts: string[];
  reason: string;
  minutes: number;
  by: string;
}
export const declareWorks = (told: WorksTold) => post<Works>("/maintenance", told);
export const endWorks = (id: number, by: string) => post<Works>(`/maintenance/${id}/end`, { by });
