import { useNow } from "../../hooks/useNow";
import { Panel } from "../../operator/works/Page";
import type { IncidentDetail, Order } from "../api";
import { useDispatch } from "../useDispatch";
import { useDispatchWords } from "../useDispatchWords";
import { ReasonForm } from "./ReasonForm";

/** How long until a unit is there, or that it is. */
function Arrival({ order, now }: { order: Order; now: number }) {
  const { t, watch, clock, taking } = useDispatchWords();
  if (order.arrived_at !== null) return <>{t("orders.there", { time: clock(order.arrived_at) })}</>;
  if (order.arrival_s === null) return <>–</>;
  const left = order.arrival_s - (now - order.at) / 1000;
  return <>{left >= 0 ? taking(left, order.error_s) : t("orders.late", { time: watch(-left) })}</>;
}

/** Who is sent, how far they are, and how an order is taken back or ended. */
export function OrderTable({ incident, onDone }: { incident: IncidentDetail; onDone: (told: IncidentDetail) => void }) {
  const { t, speak, clock } = useDispatchWords();
  const { offset, board } = useDispatch();
  const now = useNow(offset);
  if (incident.orders.length + incident.past_orders.length === 0) return null;
  return (
    <Panel title={t("orders.title", { count: incident.orders.length })}>
      <ul className="dp-orders" data-testid="orders">
        {incident.orders.map((order) => {
          const unit = board.units.get(order.unit_id);
          return (
            <li key={order.id} data-unit={order.unit_id}>
              <div className="dp-order-head">
                <strong>{order.unit}</strong>
                <span className="muted">{order.station}</span>
                <span className="dp-state" data-state={unit?.state ?? order.state}>
                  {speak(unit?.state_name ?? order.state_name)}
                </span>
                <span className="num dp-when">
                  <Arrival order={order} now={now} />
                </span>
              </div>
              <p className="muted">
                {speak(order.why)} · {clock(order.at)} · {order.automatic ? t("orders.automatic") : (order.by ?? "")}
                {order.accepted_at !== null && ` · ${t("orders.accepted", { time: clock(order.accepted_at) })}`}
              </p>
              <div className="dp-row">
                {order.arrived_at === null && (
                  <ReasonForm incident={incident.id} path={`orders/${order.id}/cancel`} word={t("orders.cancel")} onDone={onDone} />
                )}
                <ReasonForm incident={incident.id} path={`orders/${order.id}/release`} word={t("orders.release")} onDone={onDone} />
              </div>
            </li>
          );
        })}
      </ul>
      {incident.past_orders.length > 0 && (
        <details className="dp-fold">
          <summary>{t("orders.past", { count: incident.past_orders.length })}</summary>
          <ul className="dp-orders">
            {incident.past_orders.map((order) => (
              <li key={order.id}>
                <strong>{order.unit}</strong> <span className="muted">{order.station}</span>{" "}
                {order.ended_at !== null && clock(order.ended_at)} {order.end_reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}
