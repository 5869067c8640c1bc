import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import type { Label } from "../api/types";
import { say } from "../hooks/useDesk";
import { count } from "../operator/figures";
import { formatTime } from "../time/format";

/** Namespaces of words that are loaded with their part of the page. */
export type Namespace =
  | "access"
  | "city"
  | "crew"
  | "dispatch"
  | "draws"
  | "duty"
  | "exchange"
  | "forces"
  | "history"
  | "inspect"
  | "inspections"
  | "map"
  | "notification"
  | "operator"
  | "people"
  | "places"
  | "plan"
  | "risk"
  | "room"
  | "site"
  | "told";

/** The words of a part of the page, names in the reader's language, figures and moments. */
export function useNamespace<N extends Namespace>(namespace: N) {
  const { t, i18n } = useTranslation<Namespace>(namespace);
  const { language } = i18n;
  return {
    t: t as unknown as TFunction<N>,
    language,
    speak: (label: Label) => say(label, language),
    number: (value: number) => count(value, language),
    moment: (ms: number) => formatTime(ms, "daytime", language),
    minute: (ms: number) => formatTime(ms, "minute", language),
    clock: (ms: number) => formatTime(ms, "clock", language),
    day: (ms: number) => formatTime(ms, "day", language),
    stamp: (ms: number) => formatTime(ms, "stamp", language),
  };
}
