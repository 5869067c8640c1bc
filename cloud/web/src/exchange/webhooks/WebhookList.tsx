import { FIGURES_MS, useData } from "../../operator/useData";
import { Moment } from "../../operator/works/Moment";
import { Page } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import type { ChangeKind, Webhook } from "../api";
import { deliveriesHref, newWebhookHref, webhookHref } from "../links";
import { useExchangeWords } from "../useExchangeWords";
import { HealthMark } from "./Marks";

/** Every webhook with how it stands. */
export function WebhookList() {
  const { t, number } = useExchangeWords();
  const loaded = useData<{ items: Webhook[] }>("/webhooks", {}, FIGURES_MS / 3);
  const rows = loaded.data?.items ?? [];
  const counted = (state: "waiting" | "delivered" | "dead"): Column<Webhook> => ({
    key: state,
    head: t(`delivery.${state}`),
    number: true,
    cell: (row) => (
      <a
        href={webhookHref(row.id, { state })}
        data-bad={(state === "dead" && row.dead > 0) || undefined}
        aria-label={`${row.name}: ${t(`delivery.${state}`)} ${number(row[state])}`}
      >
        {number(row[state])}
      </a>
    ),
  });
  const columns: Column<Webhook>[] = [
    { key: "name", head: t("webhook.name"), cell: (row) => <a href={webhookHref(row.id)}>{row.name}</a> },
    { key: "health", head: t("webhook.health"), cell: (row) => <HealthMark webhook={row} /> },
    {
      key: "since",
      head: t("webhook.failing_since"),
      cell: (row) => row.ended || <Moment at={row.failing_since} />,
    },
    counted("waiting"),
    counted("delivered"),
    counted("dead"),
    {
      key: "missed",
      head: t("webhook.missed"),
      number: true,
      cell: (row) => <span data-bad={row.missed > 0 || undefined}>{number(row.missed)}</span>,
    },
    {
      key: "kinds",
      head: t("webhook.kinds"),
      extra: true,
      cell: (row) => row.kinds.map((kind) => t(`change.${kind as ChangeKind}`)).join(" · "),
    },
    {
      key: "url",
      head: t("webhook.url"),
      extra: true,
      cell: (row) => <span className="code ex-topic">{row.url}</span>,
    },
  ];
  return (
    <Page
      title={t("webhook.title")}
      tools={
        <>
          <a className="button quiet" href={deliveriesHref()}>
            {t("deliveries.all")}
          </a>
          <a className="button strong" href={newWebhookHref()}>
            {t("webhook.new")}
          </a>
        </>
      }
    >
      <p className="op-note muted">{t("webhook.about")}</p>
      {rows.length > 0 ? (
        <Table caption={t("webhook.title")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t("webhook.none")} />
      )}
      {loaded.fault && rows.length > 0 && <State loaded={loaded} />}
    </Page>
  );
}
