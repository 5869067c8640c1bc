import { Icon } from "../components/Icon";
import { useNamespace } from "../i18n/useNamespace";
import type { Outgoing } from "./useParcels";

/** What waits to be sent, and what the centre has refused and why. */
export function OutgoingBox({ outgoing: { parcels, now, drop } }: { outgoing: Outgoing }) {
  const { t, speak } = useNamespace("inspect");
  const refused = parcels.filter(({ fault }) => fault !== null);
  const waiting = parcels.length - refused.length;
  return (
    <section className="inspect-box" aria-label={t("box")} data-testid="outgoing" data-waiting={waiting}>
      <p role="status">
        <Icon name={parcels.length === 0 ? "check" : "clock"} />{" "}
        {waiting > 0 ? t("box_waiting", { count: waiting }) : t("box_empty")}
      </p>
      {waiting > 0 && (
        <button type="button" className="site-button quiet" onClick={now}>
          {t("again")}
        </button>
      )}
      {refused.map(({ id, kind, title, fault }) => (
        <div key={id} className="inspect-refused" role="alert">
          <p>
            <Icon name="cross" />{" "}
            <strong>
              {t(`parcel_${kind}`)} · {title}
            </strong>
          </p>
          <p>
            {t("box_refused")} {fault && speak({ zh: fault.message_zh, en: fault.message_en })}
          </p>
          <button
            type="button"
            className="site-button quiet"
            onClick={() => {
              drop(id);
            }}
          >
            {t("drop")}
          </button>
        </div>
      ))}
    </section>
  );
}
