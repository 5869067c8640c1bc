import { useTranslation } from "react-i18next";

import type { Label } from "../api/types";
import { useSay } from "../hooks/useDesk";

/** Why a decision was not taken, in words, until it is dismissed or the next one succeeds. */
export function Fault({ fault, onDismiss }: { fault: Label | "no-answer"; onDismiss: () => void }) {
  const { t } = useTranslation();
  const speak = useSay();
  return (
    <div className="fault" role="alert" data-testid="fault">
      <p>
        <strong>{t("action.failed")}</strong> {fault === "no-answer" ? t("action.no_answer") : speak(fault)}
      </p>
      <button type="button" className="button quiet" onClick={onDismiss}>
        {t("action.dismiss")}
      </button>
    </div>
  );
}
