import { useNamespace } from "../../i18n/useNamespace";
import { waterMarks } from "../../map/waterMarks";
import type { Order, UnitDuty } from "../api";
import { tokenFor } from "../link";
import { dangerMarks, fireMark, unitMarks, wayOf } from "../marks";
import { CrewMap } from "../parts/CrewMap";
import { Frame, NoLink } from "../parts/Frame";
import { Lines } from "../parts/Lines";
import { OrderCard } from "../parts/OrderCard";
import { Facilities, Keyholders, Waters } from "../parts/Places";
import { PlanSheet } from "../parts/PlanSheet";
import { SayForm } from "../parts/SayForm";
import { SendingBox } from "../parts/SendingBox";
import { believed } from "../states";
import { useDuty } from "../useDuty";
import { useSending, type Sending } from "../useSending";
import { addCrewWords } from "../words";
import { StateButtons } from "./StateButtons";
import { usePosition } from "./usePosition";
import { WaySheet } from "./WaySheet";

addCrewWords();

interface Shown {
  token: string;
  duty: UnitDuty;
  order: Order;
  sending: Sending;
}

/** The way, the map and everything around the fire. */
function Around({ token, duty, order, sending }: Shown) {
  const { t, speak } = useNamespace("crew");
  const { route } = order;
  const dangers = [...order.dangers_at_the_place, ...order.dangers_on_the_way];
  const marks = [
    ...fireMark({ ...order, id: order.incident_id, label: `${order.place} ${speak(order.type_name)}` }),
    ...unitMarks([duty.unit], (unit) => unit.name),
    ...waterMarks(order.waters, (water) => `${water.name} ${speak(water.usable_name)}`),
    ...dangerMarks(dangers),
  ];
  return (
    <>
      <div className="crew-side">
        {route ? <WaySheet route={route} /> : <p className="muted">{t("no_route")}</p>}
        <CrewMap label={t("map")} marks={marks} ways={wayOf(route)} />
      </div>
      <div className="crew-more">
        {dangers.length > 0 && (
          <section aria-labelledby="crew-dangers" data-testid="dangers">
            <h2 id="crew-dangers">{t("dangers")}</h2>
            <Facilities facilities={dangers} />
          </section>
        )}
        <section aria-labelledby="crew-water">
          <h2 id="crew-water">{t("water")}</h2>
          <Waters waters={order.waters} />
        </section>
        {order.plan && <PlanSheet token={token} plan={order.plan} />}
        {order.keyholders.length > 0 && (
          <section aria-labelledby="crew-keys">
            <h2 id="crew-keys">{t("keyholders")}</h2>
            <Keyholders keyholders={order.keyholders} />
          </section>
        )}
        <section aria-labelledby="crew-messages">
          <h2 id="crew-messages">{t("messages")}</h2>
          <SayForm
            label={t("to_desk")}
            onSay={(text) => {
              sending.put("/messages", { text }, text);
            }}
          />
          <Lines entries={order.messages} label={t("messages")} />
        </section>
      </div>
    </>
  );
}

function Tablet({ token }: { token: string }) {
  const { t, speak, minute } = useNamespace("crew");
  const duty = useDuty<UnitDuty>(token, "/unit");
  const sending = useSending(token, duty.again);
  const { told } = duty;
  const accepting = sending.waiting.find(({ path }) => path.endsWith("/accept"));
  const position = usePosition(token, told !== null && told.unit.terminal_id === null);
  const now = believed(
    told?.unit.state ?? "",
    told?.may ?? [],
    sending.waiting.flatMap(({ signal }) => signal ?? []),
  );
  const order = told?.order ?? null;
  const bound = order !== null && now.state !== "returning" && now.state !== "in-station";
  return (
    <Frame
      title={t("tablet")}
      name={told?.unit.name ?? null}
      duty={duty}
      calls={order !== null && order.accepted_at === null && !accepting}
      wide
    >
      {told && (
        <>
          <p className="crew-state" data-testid="state" role="status">
            <strong>{told.unit.name}</strong>{" "}
            <span>{now.ahead ? t("told_state", { state: t(`state.${now.ahead}`) }) : speak(told.unit.state_name)}</span>{" "}
            {!now.ahead && <span className="muted num">{t("since", { time: minute(told.unit.since) })}</span>}
          </p>
          <SendingBox sending={sending} />
          <div className="crew-main">
            <div className="crew-head">
              {bound ? (
                <OrderCard
                  order={accepting ? { ...order, accepted_at: accepting.at } : order}
                  offset={duty.offset}
                  onAccept={() => {
                    sending.put(`/orders/${order.order_id}/accept`, {}, t("accept"));
                  }}
                />
              ) : (
                <p className="site-note">{t("no_order")}</p>
              )}
              <StateButtons
                now={now}
                onTell={(signal) => {
                  const at = Date.now() + duty.offset;
                  sending.put("/unit/signals", { signal, at: Math.round(at) }, t(`signal.${signal}`), signal);
                }}
              />
              {position.can && (
                <button type="button" className="site-button quiet" aria-pressed={position.on} onClick={position.toggle}>
                  {position.on ? t("position_on") : t("position_off")}
                </button>
              )}
            </div>
            {bound && <Around token={token} duty={told} order={order} sending={sending} />}
          </div>
        </>
      )}
    </Frame>
  );
}

/** What a fire engine carries: its order, the way there, and buttons for its states; with or without a line. */
export function TabletPage() {
  const { t } = useNamespace("crew");
  const token = tokenFor("unit");
  return token === null ? <NoLink title={t("tablet")} /> : <Tablet token={token} />;
}
