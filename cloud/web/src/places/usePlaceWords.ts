import "../styles/exchange.css";
import "../styles/places.css";

import { useTranslation } from "react-i18next";

import { say } from "../hooks/useDesk";
import type { Label } from "../api/types";
import { count } from "../operator/figures";
import { formatTime } from "../time/format";
import { addPlaceWords } from "./words";

addPlaceWords();

/** The words of these pages, names in the reader's language, figures and moments. */
export function usePlaceWords() {
  const { t, i18n } = useTranslation("places");
  const { language } = i18n;
  return {
    t,
    language,
    speak: (label: Label) => say(label, language),
    number: (value: number) => count(value, language),
    moment: (ms: number) => formatTime(ms, "daytime", language),
  };
}
