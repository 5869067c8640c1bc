import { useTranslation } from "react-i18next";

import { useSay } from "../hooks/useDesk";
import type { WarningCause } from "./warning";

/** Why a model warned: how sure it is, of what, and what drove it, the strongest first. */
export function WarningReasons({ cause }: { cause: WarningCause }) {
  const { t, i18n } = useTranslation();
  const speak = useSay();
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 0 });
  const kind = speak(cause.kind);
  return (
    <section className="warning-reasons" data-testid="warning-reasons" aria-labelledby="warning-reasons-title">
      <h3 id="warning-reasons-title">{t("warning.title")}</h3>
      <div className="warning-sure">
        <strong>{percent.format(cause.probability)}</strong>
        <span>{kind === "" ? t("warning.unknown") : t("warning.kind", { kind })}</span>
        <meter min={0} max={1} value={cause.probability} aria-label={t("warning.probability")} />
      </div>
      {cause.reasons.length > 0 && (
        <ol className="warning-list">
          {cause.reasons.map((reason) => (
            <li key={reason.en}>
              <span>{speak(reason)}</span>
              <span className="warning-share" aria-label={t("warning.share")}>
                {percent.format(reason.share)}
              </span>
              <meter min={0} max={1} value={reason.share} aria-hidden="true" />
            </li>
          ))}
        </ol>
      )}
      <p className="hint">{t("warning.model", { model: cause.model })}</p>
    </section>
  );
}
