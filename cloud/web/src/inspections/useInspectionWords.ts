import "../styles/inspections.css";

import { useNamespace } from "../i18n/useNamespace";
import { addInspectionWords } from "./words";

addInspectionWords();

/** The words of these pages, names in the reader's language, figures and moments. */
export const useInspectionWords = () => useNamespace("inspections");
