import { useState } from "react";

import { useNamespace } from "../../i18n/useNamespace";
import { fetchFile, type StationDuty } from "../api";
import { tokenFor } from "../link";
import { Frame, NoLink } from "../parts/Frame";
import { OrderCard } from "../parts/OrderCard";
import { SendingBox } from "../parts/SendingBox";
import { useDuty } from "../useDuty";
import { useSending } from "../useSending";
import { addCrewWords } from "../words";

addCrewWords();

function Hall({ token }: { token: string }) {
  const { t, speak, clock } = useNamespace("crew");
  const duty = useDuty<StationDuty>(token, "/station");
  const sending = useSending(token, duty.again);
  const [unprinted, setUnprinted] = useState(false);
  const { told } = duty;
  const accepting = new Map(sending.waiting.map(({ path, at }) => [path, at]));
  const accepted = (id: number) => accepting.get(`/orders/${id}/accept`) ?? null;
  const print = (id: number) => {
    setUnprinted(false);
    void fetchFile(token, `/orders/${id}/order.pdf`).then((paper) => {
      if (paper === null) setUnprinted(true);
      else window.open(URL.createObjectURL(paper), "_blank", "noopener");
    });
  };
  return (
    <Frame
      title={t("station")}
      name={told?.station.name ?? null}
      duty={duty}
      calls={told?.orders.some((order) => order.accepted_at === null && accepted(order.order_id) === null) ?? false}
      wide
    >
      {told && (
        <>
          <h1>{told.station.name}</h1>
          <SendingBox sending={sending} />
          {unprinted && <p role="alert">{t("unprinted")}</p>}
          <div className="crew-orders">
            {told.orders.map((order) => (
              <OrderCard
                key={order.order_id}
                order={{ ...order, accepted_at: order.accepted_at ?? accepted(order.order_id) }}
                offset={duty.offset}
                named
                onAccept={() => {
                  sending.put(`/orders/${order.order_id}/accept`, {}, `${t("accept")} ${order.unit}`);
                }}
                onPrint={() => {
                  print(order.order_id);
                }}
              />
            ))}
            {told.orders.length === 0 && <p className="site-note">{t("no_orders")}</p>}
          </div>
          <div className="crew-two">
            <section aria-labelledby="station-units">
              <h2 id="station-units">{t("units")}</h2>
              <ul className="crew-list" data-testid="units">
                {told.units.map((unit) => (
                  <li key={unit.id} data-ready={unit.ready || undefined}>
                    <strong>{unit.name}</strong>
                    <span>
                      {speak(unit.state_name)} · {t("crew", { count: unit.crew })}
                    </span>
                    <span className="muted">
                      {unit.hindrance ? speak(unit.hindrance) : t("ready")} · {t("since", { time: clock(unit.since) })}
                    </span>
                  </li>
                ))}
              </ul>
            </section>
            <section aria-labelledby="station-log">
              <h2 id="station-log">{t("log")}</h2>
              <ol className="crew-lines" data-testid="log">
                {told.log.map((line, at) => (
                  <li key={`${line.at}${line.unit}${at}`}>
                    <span className="num">{clock(line.at)}</span> <strong>{line.unit}</strong>{" "}
                    <span>
                      {speak(line.words)}
                      {line.by && ` — ${line.by}`}
                    </span>
                  </li>
                ))}
              </ol>
            </section>
          </div>
        </>
      )}
    </Frame>
  );
}

/** What hangs in a station's hall: orders that are heard and read from afar, engines, and what they did. */
export function StationPage() {
  const { t } = useNamespace("crew");
  const token = tokenFor("station");
  return token === null ? <NoLink title={t("station")} /> : <Hall token={token} />;
}
