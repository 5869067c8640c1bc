import { send } from "../../api/client";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Facts, type Fact } from "../../operator/works/Facts";
import { Page, Panel } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import { formatTime } from "../../time/format";
import type { DeliveryDetail, Webhook } from "../api";
import { deliveriesHref, webhookHref } from "../links";
import { CodeView } from "../parts/CodeView";
import { isFault, pretty, readJson } from "../parts/json";
import { useExchangeWords } from "../useExchangeWords";
import { DeliveryMark } from "./Marks";

const LOOK_MS = 3_000;

function Detail({ delivery, again }: { delivery: DeliveryDetail; again: () => void }) {
  const { t, language, number } = useExchangeWords();
  const webhook = useData<Webhook>(`/webhooks/${delivery.webhook_id}`);
  const { busy, fault, run } = useChange();
  const full = (ms: number | null) => (ms === null ? "–" : formatTime(ms, "full", language));
  const read = readJson(delivery.body);
  const failed = delivery.tries > 0 && (delivery.status === null || delivery.status >= 300);
  const facts: Fact[] = [
    {
      name: t("deliveries.webhook"),
      value: (
        <a href={webhookHref(delivery.webhook_id)}>{webhook.data?.name ?? `#${delivery.webhook_id}`}</a>
      ),
    },
    { name: t("letters.state"), value: <DeliveryMark delivery={delivery} /> },
    { name: t("deliveries.kind"), value: t(`change.${delivery.kind}`) },
    { name: "webhook-id", value: <span className="code">{delivery.message_id}</span> },
    { name: t("deliveries.at"), value: full(delivery.created_at) },
    { name: t("deliveries.ended_at"), value: full(delivery.ended_at) },
    { name: t("deliveries.tries"), value: number(delivery.tries) },
    {
      name: t("deliveries.status"),
      value: delivery.status ?? (delivery.tries > 0 ? t("delivery.no_answer") : "–"),
      bad: failed,
    },
    { name: t("deliveries.took"), value: delivery.took_ms === null ? "–" : `${number(delivery.took_ms)} ms` },
    { name: t("deliveries.answer"), value: <span className="code">{delivery.answer || "–"}</span> },
  ];
  return (
    <>
      {delivery.state === "dead" && (
        <div className="op-tools">
          <button
            type="button"
            className="button strong"
            disabled={busy}
            onClick={() => {
              run(() => send("POST", `/deliveries/${delivery.id}/again`), again);
            }}
          >
            {t("deliveries.again")}
          </button>
        </div>
      )}
      {fault && <FaultNote fault={fault} />}
      <Facts facts={facts} />
      <Panel title={t("deliveries.body")}>
        <CodeView label={t("deliveries.body")} text={isFault(read) ? delivery.body : pretty(read)} />
      </Panel>
    </>
  );
}

/** One delivery: what was sent, and what the receiver made of it. */
export function DeliveryPage({ id }: { id: number }) {
  const { t } = useExchangeWords();
  const loaded = useData<DeliveryDetail>(`/deliveries/${id}`, {}, LOOK_MS);
  return (
    <Page
      title={t("deliveries.one", { id })}
      tools={
        <a className="button quiet" href={deliveriesHref()}>
          {t("deliveries.back")}
        </a>
      }
    >
      {loaded.data ? <Detail delivery={loaded.data} again={loaded.again} /> : <State loaded={loaded} />}
      {loaded.fault && loaded.data && <State loaded={loaded} />}
    </Page>
  );
}
