import { formatTime } from "../../time/format";
import { useWords } from "../words/useWords";
import type { MadeCode } from "./CodesPage";

/** The code that was just made, large enough to be read off paper. It is shown this once. */
export function Slip({ made, onDone }: { made: MadeCode; onDone: () => void }) {
  const { t, language } = useWords();
  return (
    <section className="op-slip" aria-label={t("slip.title")}>
      <h2>{t("slip.title")}</h2>
      <p role="status" className="op-slip-code code">
        {made.code}
      </p>
      <dl>
        <dt>{t("column.gateway")}</dt>
        <dd className="code">{made.gateway}</dd>
        <dt>{t("area.area")}</dt>
        <dd className="code">{made.area}</dd>
        <dt>{t("codes.ends_at")}</dt>
        <dd>{formatTime(made.ends_at, "daytime", language)}</dd>
        {made.note && <dt>{t("form.note")}</dt>}
        {made.note && <dd>{made.note}</dd>}
      </dl>
      {made.qr_text && <p className="code op-slip-text">{made.qr_text}</p>}
      <p>{t("slip.how")}</p>
      <p className="muted">{t("slip.once")}</p>
      <div className="op-form-buttons no-print">
        <button
          type="button"
          className="button strong"
          onClick={() => {
            window.print();
          }}
        >
          {t("slip.print")}
        </button>
        <button type="button" className="button" onClick={onDone}>
          {t("slip.done")}
        </button>
      </div>
    </section>
  );
}
