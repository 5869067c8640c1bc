import { useTranslation } from "react-i18next";

import type { ApiError } from "../../api/client";
import type { Loaded } from "../useData";
import { useWords } from "../words/useWords";

/** What went wrong, in the reader's language, with a way to try again. */
export function FaultNote({ fault, again }: { fault: ApiError; again?: () => void }) {
  const { t, language } = useWords();
  const told = fault.fault && (language === "zh" ? fault.fault.message_zh : fault.fault.message_en);
  return (
    <div role="alert" className="op-fault">
      <span>{told ?? t("state.no_answer")}</span>
      {again && (
        <button type="button" className="button quiet" onClick={again}>
          {t("state.again")}
        </button>
      )}
    </div>
  );
}

/** Stands where data will be: being read, failed, or nothing at all. */
export function State<T>({ loaded, empty, what }: { loaded: Loaded<T>; empty?: boolean; what?: string }) {
  const { t } = useWords();
  if (loaded.fault) return <FaultNote fault={loaded.fault} again={loaded.again} />;
  if (loaded.data === null) {
    return (
      <p role="status" className="empty">
        {t("state.loading")}
      </p>
    );
  }
  return empty ? <p className="empty">{what ?? t("state.empty")}</p> : null;
}

/** A question mark beside a figure that says what is counted. */
export function Info({ title, children }: { title: string; children: React.ReactNode }) {
  const { t } = useTranslation("operator");
  return (
    <details className="op-info">
      <summary aria-label={`${t("state.info")}: ${title}`}>
        <span aria-hidden="true">ⓘ</span>
      </summary>
      <div className="op-info-body">{children}</div>
    </details>
  );
}
