import type { ApiError } from "../api/client";
import { faultWords } from "./faults";
import { useRoomWords } from "./useRoomWords";

/** Why something was not done, in a dialog. */
export function FaultLine({ fault }: { fault: ApiError | null }) {
  const { t, language } = useRoomWords();
  if (!fault) return null;
  return (
    <p className="dialog-fault" role="alert" data-testid="dialog-fault">
      {faultWords(fault, language) ?? t("no_answer")}
    </p>
  );
}
