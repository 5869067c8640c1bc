import { useTranslation } from "react-i18next";

import type { Label } from "../api/types";
import { say } from "../hooks/useDesk";
import { formatTime } from "../time/format";
import { addRoomWords } from "./words";

addRoomWords();

/** The words of the control room's own panels, and names in the reader's language. */
export function useRoomWords() {
  const { t, i18n } = useTranslation("room");
  const { language } = i18n;
  return {
    t,
    language,
    speak: (label: Label) => say(label, language),
    moment: (ms: number) => formatTime(ms, "daytime", language),
  };
}
