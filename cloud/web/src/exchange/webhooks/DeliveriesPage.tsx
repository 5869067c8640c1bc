import { useState } from "react";

import { send } from "../../api/client";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { FilterSelect } from "../../operator/works/Filters";
import { Page } from "../../operator/works/Page";
import { FaultNote } from "../../operator/works/State";
import { useRoute } from "../../shell/useRoute";
import type { Webhook } from "../api";
import { webhooksHref } from "../links";
import { useExchangeWords } from "../useExchangeWords";
import { Deliveries } from "./Deliveries";
import { DeliveryPage } from "./DeliveryPage";

function List() {
  const { t, number } = useExchangeWords();
  const { query } = useRoute();
  const webhooks = useData<{ items: Webhook[] }>("/webhooks");
  const [turn, setTurn] = useState(0);
  const { busy, fault, run } = useChange();
  const items = webhooks.data?.items ?? [];
  const called = new Map(items.map(({ id, name }) => [id, name]));
  const chosen = items.find(({ id }) => String(id) === query.webhook);
  const dead = items.filter((each) => each.dead > 0 && (!chosen || each === chosen));
  const deadInAll = dead.reduce((sum, each) => sum + each.dead, 0);
  const id = Number(query.webhook);
  return (
    <Page
      title={t("deliveries.title")}
      tools={
        <>
          <a className="button quiet" href={webhooksHref()}>
            {t("webhook.back")}
          </a>
          {deadInAll > 0 && (
          <button
            type="button"
            className="button"
            disabled={busy}
            onClick={() => {
              run(
                () => Promise.all(dead.map((each) => send("POST", `/webhooks/${each.id}/again`))),
                () => {
                  webhooks.again();
                  setTurn((before) => before + 1);
                },
              );
            }}
          >
            {t("deliveries.all_again", { number: number(deadInAll) })}
          </button>
          )}
        </>
      }
    >
      <p className="op-note muted">{t("deliveries.about")}</p>
      {fault && <FaultNote fault={fault} />}
      <Deliveries
        webhook={Number.isSafeInteger(id) && id > 0 ? id : undefined}
        called={called}
        turn={turn}
        onChange={webhooks.again}
      >
        <FilterSelect
          name="webhook"
          label={t("deliveries.webhook")}
          options={[
            { value: "", text: t("filter.all") },
            ...items.map((each) => ({ value: String(each.id), text: each.name })),
          ]}
        />
      </Deliveries>
    </Page>
  );
}

/** Deliveries of every webhook, or the one that the address names. */
export function DeliveriesPage() {
  const { steps } = useRoute();
  const id = Number(steps[2]);
  return Number.isSafeInteger(id) && id > 0 ? <DeliveryPage key={id} id={id} /> : <List />;
}
