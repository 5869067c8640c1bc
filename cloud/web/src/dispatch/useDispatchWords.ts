import "../styles/dispatch.css";

import { useNamespace } from "../i18n/useNamespace";
import { addDispatchWords } from "./words";

addDispatchWords();

/** Minutes and seconds, as a stop-watch shows them. */
export function watch(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${two(minutes)}:${two(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

/** The words of dispatch, and times as its people read them. */
export function useDispatchWords() {
  const words = useNamespace("dispatch");
  const { t } = words;
  return {
    ...words,
    watch,
    /** How long a way takes, and how far off that may be. */
    taking: (seconds: number | null, error: number | null) =>
      seconds === null ? "–" : error === null ? watch(seconds) : t("within_error", { time: watch(seconds), error: watch(error) }),
  };
}
