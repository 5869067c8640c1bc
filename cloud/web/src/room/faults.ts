import type { ApiError } from "../api/client";
import { say } from "../hooks/useDesk";

/** What the centre said when it refused; null: it did not answer. */
export function faultWords({ fault }: ApiError, language: string): string | null {
  return fault ? say({ zh: fault.message_zh, en: fault.message_en }, language) : null;
}
