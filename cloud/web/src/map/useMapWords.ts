import { useNamespace } from "../i18n/useNamespace";
import { addMapWords } from "./words";

addMapWords();

/** The words of maps. */
export const useMapWords = () => useNamespace("map");
