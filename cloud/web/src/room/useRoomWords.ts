import { useNamespace } from "../i18n/useNamespace";
import { addRoomWords } from "./words";

addRoomWords();

/** The words of the control room's own panels, names in the reader's language, figures and moments. */
export const useRoomWords = () => useNamespace("room");
