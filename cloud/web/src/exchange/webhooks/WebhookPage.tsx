import { useState } from "react";

import { send } from "../../api/client";
import { SecretDialog } from "../../components/SecretDialog";
import { useVocabularyData } from "../../hooks/useVocabularyData";
import { organisationHref } from "../../operator/links";
import { useChange } from "../../forms/useChange";
import { FIGURES_MS, useData } from "../../operator/useData";
import { Facts, type Fact } from "../../operator/works/Facts";
import { Page, Panel } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import { goTo } from "../../shell/useRoute";
import { formatTime } from "../../time/format";
import { healthOf, type ChangeKind, type Delivery, type Webhook } from "../api";
import { editWebhookHref, webhooksHref } from "../links";
import { ConfirmDialog } from "../parts/ConfirmDialog";
import { useAreaNames } from "../../pickers/useAreaNames";
import { useExchangeWords } from "../useExchangeWords";
import { Deliveries } from "./Deliveries";
import { HealthMark } from "./Marks";
import { OrganisationName } from "../../pickers/OrganisationName";
import { TestResult } from "./TestResult";

const NAMED = 20;

function useFacts(webhook: Webhook): Fact[] {
  const { t, language, number, speak } = useExchangeWords();
  const { names } = useAreaNames();
  const vocabulary = useVocabularyData();
  const full = (ms: number) => formatTime(ms, "full", language);
  const called = (kind: string) => {
    const term = vocabulary.data?.kinds.find((each) => each.kind === kind);
    return term ? speak(term) : kind;
  };
  const more = webhook.organisations.length - NAMED;
  const health = healthOf(webhook);
  const facts: Fact[] = [
    { name: t("webhook.health"), value: <HealthMark webhook={webhook} /> },
    {
      name: t("webhook.failing_since"),
      value: webhook.failing_since === null ? "–" : full(webhook.failing_since),
      bad: webhook.failing_since !== null,
    },
    { name: t("delivery.waiting"), value: number(webhook.waiting) },
    { name: t("delivery.delivered"), value: number(webhook.delivered) },
    { name: t("delivery.dead"), value: number(webhook.dead), bad: webhook.dead > 0 },
    { name: t("webhook.missed"), value: number(webhook.missed), bad: webhook.missed > 0 },
    { name: t("webhook.missed_alarms"), value: number(webhook.missed_alarms), bad: webhook.missed_alarms > 0 },
    { name: t("webhook.url"), value: <span className="code">{webhook.url}</span> },
    {
      name: t("webhook.kinds"),
      value: webhook.kinds.map((kind) => t(`change.${kind as ChangeKind}`)).join(" · "),
    },
    {
      name: t("webhook.event_kinds"),
      value: webhook.event_kinds.map(called).join(" · ") || t("webhook.every_kind"),
    },
    {
      name: t("webhook.areas"),
      value:
        webhook.areas
          .map((code) => {
            const name = names.get(code);
            return name ? speak(name) : code;
          })
          .join(" · ") || "–",
    },
    {
      name: t("webhook.organisations"),
      value:
        webhook.organisations.length === 0 ? (
          "–"
        ) : (
          <>
            {webhook.organisations.slice(0, NAMED).map((id) => (
              <a key={id} className="ex-named" href={organisationHref(id)}>
                <OrganisationName id={id} />
              </a>
            ))}
            {more > 0 && t("webhook.more", { number: number(more) })}
          </>
        ),
    },
    {
      name: t("webhook.made"),
      value: t("webhook.made_by", { who: webhook.created_by, at: full(webhook.created_at) }),
    },
  ];
  if (health === "ended") {
    facts.splice(1, 0, { name: t("webhook.ended"), value: webhook.ended, bad: true });
  }
  return facts;
}

type Asking = "secret" | "remove" | null;

function Detail({ webhook, again }: { webhook: Webhook; again: () => void }) {
  const { t, number } = useExchangeWords();
  const facts = useFacts(webhook);
  const [asking, setAsking] = useState<Asking>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [test, setTest] = useState<number | null>(null);
  const [turn, setTurn] = useState(0);
  const [told, setTold] = useState("");
  const { busy, fault, run } = useChange();
  const path = `/webhooks/${webhook.id}`;
  const ask = (what: Asking) => () => {
    setAsking(what);
  };
  const moved = () => {
    setTurn((before) => before + 1);
    again();
  };
  return (
    <>
      <div className="op-tools">
        <button
          type="button"
          className="button strong"
          disabled={busy || !webhook.enabled}
          onClick={() => {
            run(
              () => send<Delivery>("POST", `${path}/test`),
              (delivery) => {
                setTest(delivery.id);
                moved();
              },
            );
          }}
        >
          {t("webhook.test")}
        </button>
        {webhook.dead > 0 && (
          <button
            type="button"
            className="button"
            disabled={busy}
            onClick={() => {
              run(
                () => send<{ deliveries: number }>("POST", `${path}/again`),
                ({ deliveries }) => {
                  setTold(t("deliveries.revived", { number: number(deliveries) }));
                  moved();
                },
              );
            }}
          >
            {t("deliveries.all_again", { number: number(webhook.dead) })}
          </button>
        )}
        <a className="button" href={editWebhookHref(webhook.id)}>
          {t("webhook.edit")}
        </a>
        <button type="button" className="button quiet" disabled={busy} onClick={ask("secret")}>
          {t("webhook.new_secret")}
        </button>
        <button type="button" className="button quiet" disabled={busy} onClick={ask("remove")}>
          {t("webhook.remove")}
        </button>
      </div>
      <p role="status" className={told ? "ex-done" : "visually-hidden"}>
        {told}
      </p>
      {fault && asking === null && <FaultNote fault={fault} />}
      {webhook.missed > 0 && <p className="op-note">{t("webhook.missed_note")}</p>}
      {test !== null && <TestResult key={test} id={test} onSettled={moved} />}
      <Facts facts={facts} />
      <Panel title={t("deliveries.title")}>
        <Deliveries webhook={webhook.id} turn={turn} onChange={again} />
      </Panel>
      {asking === "secret" && (
        <ConfirmDialog
          title={t("webhook.new_secret")}
          text={t("webhook.new_secret_ask")}
          action={t("webhook.new_secret")}
          busy={busy}
          onClose={ask(null)}
          onConfirm={() => {
            run(
              () => send<Webhook>("POST", `${path}/secret`).finally(ask(null)),
              (changed) => {
                setSecret(changed.secret);
                again();
              },
            );
          }}
        />
      )}
      {asking === "remove" && (
        <ConfirmDialog
          title={t("webhook.remove")}
          text={t("webhook.remove_ask", { name: webhook.name, waiting: number(webhook.waiting) })}
          action={t("webhook.remove")}
          busy={busy}
          onClose={ask(null)}
          onConfirm={() => {
            run(
              () => send("DELETE", path).finally(ask(null)),
              () => {
                goTo(webhooksHref());
              },
            );
          }}
        />
      )}
      {secret !== null && (
        <SecretDialog
          title={t("secret.title")}
          what={t("secret.what")}
          secret={secret}
          onClose={() => {
            setSecret(null);
          }}
        />
      )}
    </>
  );
}

/** One webhook: how it stands, what it was sent, and what can be done about it. */
export function WebhookPage({ id }: { id: number }) {
  const { t } = useExchangeWords();
  const loaded = useData<Webhook>(`/webhooks/${id}`, {}, FIGURES_MS / 3);
  return (
    <Page
      title={loaded.data?.name ?? t("webhook.title")}
      tools={
        <a className="button quiet" href={webhooksHref()}>
          {t("webhook.back")}
        </a>
      }
    >
      {loaded.data ? <Detail webhook={loaded.data} again={loaded.again} /> : <State loaded={loaded} />}
      {loaded.fault && loaded.data && <State loaded={loaded} />}
    </Page>
  );
}
