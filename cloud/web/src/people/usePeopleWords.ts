import { ApiError } from "../api/client";
import { say } from "../hooks/useDesk";
import { useNamespace } from "../i18n/useNamespace";
import { formatTime } from "../time/format";

/** The words of people, names in the reader's language, moments, and refusals as the centre put them. */
export function usePeopleWords() {
  const words = useNamespace("people");
  const { t, language } = words;
  return {
    ...words,
    moment: (ms: number) => `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10)} ${formatTime(ms, "clock", language)}`,
    refusal: (fault: unknown) => {
      const told = fault instanceof ApiError ? fault.fault : null;
      return told ? say({ zh: told.message_zh, en: told.message_en }, language) : t("login.no_answer");
    },
  };
}
