import "../styles/told.css";

import { useTranslation } from "react-i18next";

import { say } from "../hooks/useDesk";
import type { Label } from "../api/types";
import { count } from "../operator/figures";
import { formatTime } from "../time/format";
import { addToldWords } from "./words";

addToldWords();

/** The words of these pages, names in the reader's language, figures and moments. */
export function useToldWords() {
  const { t, i18n } = useTranslation("told");
  const { language } = i18n;
  return {
    t,
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
