import { Icon } from "../../components/Icon";
import { useNow } from "../../hooks/useNow";
import { useNamespace } from "../../i18n/useNamespace";
import type { Order } from "../api";
import { far, lasting } from "../figures";

interface Props {
  order: Order;
  offset: number;
  /** Whose it is, where several stand on one page. */
  named?: boolean;
  onAccept: () => void;
  onPrint?: () => void;
}

/** An order, to be read from across the hall: where, what, how far, and whether it is accepted. */
export function OrderCard({ order, offset, named = false, onAccept, onPrint }: Props) {
  const { t, language, speak, clock } = useNamespace("crew");
  const now = useNow(offset);
  const left = Math.max(0, Math.round((order.accept_until - now) / 1000));
  const { route } = order;
  return (
    <section
      className="crew-order"
      data-open={order.accepted_at === null || undefined}
      aria-label={t("order_of", { unit: order.unit })}
      data-testid="order"
    >
      <p className="crew-grade" data-grade={order.grade}>
        {named && <strong>{order.unit}</strong>} <span>{speak(order.type_name)}</span>{" "}
        <span>{speak(order.grade_name)}</span>
        {order.confirmed && <span>{t("confirmed")}</span>}
      </p>
      <h1>
        {order.place} {order.floor}
      </h1>
      {(order.organisation || order.building) && (
        <p>
          {order.organisation} {order.building}
        </p>
      )}
      {order.told.map((text) => (
        <p key={text} className="crew-told">
          {text}
        </p>
      ))}
      <p className="num">
        {t("ordered_at", { time: clock(order.at) })}
        {route && ` · ${far(route.left_m, language)} · ${t("arrives", { time: clock(route.arrives_at) })}`}
        {route?.kind === "straight" && ` · ${t("straight")}`}
      </p>
      {order.mates.length > 0 && (
        <p>
          {t("with")} {order.mates.map((mate) => `${mate.unit} (${speak(mate.state_name)})`).join(" · ")}
        </p>
      )}
      <p className="muted">{speak(order.why)}</p>
      {order.accepted_at === null ? (
        <button type="button" className="site-button real" data-testid="accept" onClick={onAccept}>
          {t("accept")}{" "}
          <span className="num">{left > 0 ? t("accept_left", { time: lasting(left, language) }) : t("accept_late")}</span>
        </button>
      ) : (
        <p className="crew-accepted" data-testid="accepted">
          <Icon name="check" /> {t("accepted_at", { time: clock(order.accepted_at) })}
        </p>
      )}
      {onPrint && (
        <button type="button" className="site-button quiet" onClick={onPrint}>
          {t("print")}
        </button>
      )}
    </section>
  );
}
