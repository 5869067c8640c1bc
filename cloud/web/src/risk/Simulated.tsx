import { Icon } from "../components/Icon";
import { useRiskVocabulary, useRiskWords } from "./useRiskWords";

/** What must be known of a probability before it is believed. */
export function Simulated() {
  const { speak } = useRiskWords();
  const told = useRiskVocabulary()?.simulated;
  if (!told || speak(told) === "") return null;
  return (
    <p className="risk-note" role="note">
      <Icon name="question" /> {speak(told)}
    </p>
  );
}
