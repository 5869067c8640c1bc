/** Asking the centre on a line that may not be there: every end of it is an answer, none is an exception. */

/** What came of a request. */
export type Answer =
  | { kind: "ok"; body: unknown }
  | { kind: "refused"; status: number; fault: { code: string; message_zh: string; message_en: string } | null }
  | { kind: "no-answer" };

const TIMEOUT_MS = 15_000;

export async function ask(path: string, init: RequestInit = {}, timeoutMs = TIMEOUT_MS): Promise<Answer> {
  try {
    const response = await fetch(`./api/v1${path}`, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    const body = (await response.json().catch(() => null)) as { error?: never } | null;
    if (response.ok) return { kind: "ok", body };
    const told = body as { error?: { code: string; message_zh: string; message_en: string } } | null;
    return { kind: "refused", status: response.status, fault: told?.error ?? null };
  } catch {
    return { kind: "no-answer" };
  }
}
