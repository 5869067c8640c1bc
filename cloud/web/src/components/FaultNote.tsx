import { useTranslation } from "react-i18next";

import type { ApiError } from "../api/client";
import type { Loaded } from "../hooks/useAsked";
import { say } from "../hooks/useDesk";
import { formatTime } from "../time/format";

interface Told {
  /** What is shown was told at this time, ms; null: nothing is shown. */
  at?: number | null;
  fault: ApiError;
  /** Asks again at once. */
  again?: () => void;
  /** It is being tried again by itself. */
  trying?: boolean;
}

/** What went wrong, in the reader's language, whether it is being tried again, and a way to do so at once. */
export function FaultNote({ fault, again, trying = false, at = null }: Told) {
  const { t, i18n } = useTranslation();
  const told = fault.fault && say({ zh: fault.fault.message_zh, en: fault.fault.message_en }, i18n.language);
  return (
    <div role="alert" className="op-fault">
      <span>
        {told ?? t("fault.no_answer")}
        {at !== null && ` ${t("fault.old", { time: formatTime(at, "clock", i18n.language) })}`}
        {trying && ` ${t("fault.trying")}`}
      </span>
      {again && (
        <button type="button" className="button quiet" onClick={again}>
          {t("fault.again")}
        </button>
      )}
    </div>
  );
}

/** Why something could not be read; nothing where it could. */
export function FaultOf({ loaded: { fault, again, trying, at } }: { loaded: Loaded<unknown> }) {
  return fault && <FaultNote fault={fault} again={again} trying={trying} at={at} />;
}
