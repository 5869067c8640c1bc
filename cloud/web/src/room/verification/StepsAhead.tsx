import type { StepAhead } from "../../api/types";
import { useDesk } from "../../hooks/useDesk";
import { useNow } from "../../hooks/useNow";
import { useRoomWords } from "../useRoomWords";
import { countdown } from "./wait";

const SHOWN = 3;

/** Whom the alarm will be told to next as things stand, and in how long. */
export function StepsAhead({ steps }: { steps: readonly StepAhead[] }) {
  const { t, speak } = useRoomWords();
  const { state } = useDesk();
  const now = useNow(state.offset);
  if (steps.length === 0) return null;
  return (
    <div className="ahead" data-testid="ahead">
      <p className="hint">{t("ahead.title")}</p>
      <ol>
        {steps.slice(0, SHOWN).map((step) => (
          <li key={`${step.at} ${step.role}`}>
            <span className="num">{step.at > now ? countdown(step.at - now) : t("ahead.now")}</span> {speak(step)}
          </li>
        ))}
      </ol>
    </div>
  );
}
