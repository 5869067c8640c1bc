import { useTranslation } from "react-i18next";

import type { Label } from "../api/types";
import { say } from "../hooks/useDesk";

/** The words of the pickers, and names in the reader's language. */
export function usePickerWords() {
  const { t, i18n } = useTranslation();
  return { t, speak: (label: Label) => say(label, i18n.language) };
}
