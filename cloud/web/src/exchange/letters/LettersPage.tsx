import { useRoute } from "../../shell/useRoute";
import { LetterList } from "./LetterList";
import { LetterPage } from "./LetterPage";

/** Messages that could not be taken: all of them, or the one that the address names. */
export function LettersPage() {
  const { steps } = useRoute();
  const id = Number(steps[2]);
  return Number.isSafeInteger(id) && id > 0 ? <LetterPage key={id} id={id} /> : <LetterList />;
}
