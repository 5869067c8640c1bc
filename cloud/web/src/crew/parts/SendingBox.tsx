import { useNamespace } from "../../i18n/useNamespace";
import { say } from "../../hooks/useDesk";
import type { Sending } from "../useSending";

/** What waits to be sent, and what the centre has refused. */
export function SendingBox({ sending }: { sending: Sending }) {
  const { t, language } = useNamespace("crew");
  if (sending.waiting.length + sending.refused.length === 0) return null;
  return (
    <section className="inspect-box" aria-label={t("outgoing")} data-testid="outgoing">
      {sending.waiting.length > 0 && (
        <p role="status">
          {t("waiting", { count: sending.waiting.length })} {sending.waiting.map(({ title }) => title).join(" · ")}
        </p>
      )}
      {sending.refused.map((parcel) => (
        <div key={parcel.id} className="inspect-refused" role="alert">
          <strong>{parcel.title}</strong>
          <span>{parcel.fault && say({ zh: parcel.fault.message_zh, en: parcel.fault.message_en }, language)}</span>
          <button
            type="button"
            className="site-button quiet"
            onClick={() => {
              sending.drop(parcel.id);
            }}
          >
            {t("understood")}
          </button>
        </div>
      ))}
    </section>
  );
}
