import { useTranslation } from "react-i18next";

import type { LoadPhase } from "../live/session";
import { Icon } from "./Icon";

/** Before anything is known: reading, or unable to read. Neither may look like a quiet building. */
export function LoadScreen({ phase, onRetry }: { phase: LoadPhase; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <main className="load-screen" data-testid="load-screen" data-phase={phase}>
      <h1>
        <span lang="zh-CN">{t("product.name")}</span> <span lang="en">{t("product.latin")}</span>
      </h1>
      {phase === "failed" ? (
        <div role="alert" className="load-failed">
          <p className="load-title">
            <Icon name="cross" /> {t("load.failed")}
          </p>
          <p>{t("load.failed_body")}</p>
          <p className="muted">{t("load.retrying")}</p>
          <button type="button" className="button strong" onClick={onRetry}>
            {t("load.retry")}
          </button>
        </div>
      ) : (
        <p role="status" className="load-title">
          {t("load.loading")}
        </p>
      )}
    </main>
  );
}
