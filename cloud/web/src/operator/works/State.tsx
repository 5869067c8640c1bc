import { useTranslation } from "react-i18next";

import { FaultNote, FaultOf } from "../../components/FaultNote";
import type { Loaded } from "../useData";
import { useWords } from "../words/useWords";

export { FaultNote, FaultOf };

/** Stands where data will be: being read, failed, or nothing at all. */
export function State<T>({ loaded, empty, what }: { loaded: Loaded<T>; empty?: boolean; what?: string }) {
  const { t } = useWords();
  if (loaded.fault) return <FaultOf loaded={loaded} />;
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
