import { useState } from "react";

import { send } from "../../api/client";
import { SecretDialog } from "../../components/SecretDialog";
import { ConfirmDialog } from "../../exchange/parts/ConfirmDialog";
import { useChange } from "../../forms/useChange";
import { lettersHref, organisationHref } from "../../operator/links";
import { Facts, type Fact } from "../../operator/works/Facts";
import { Moment } from "../../operator/works/Moment";
import { Page, Panel } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import { OrganisationName } from "../../pickers/OrganisationName";
import { useMay } from "../../shell/useMe";
import { editPushHref, pushesHref } from "../links";
import { useAccessWords } from "../useAccessWords";
import { COUNTS, isBad, type Created, type Integration } from "./api";
import { Health } from "./Health";
import { PushedDevices } from "./PushedDevices";
import { Unregistered } from "./Unregistered";
import { useIntegration } from "./useIntegration";

function useFacts(one: Integration): Fact[] {
  const { t, speak, number, moment } = useAccessWords();
  const facts: Fact[] = [
    { name: t("push.health"), value: <Health integration={one} /> },
    { name: t("push.last_at"), value: <Moment at={one.last_at} /> },
    { name: t("push.kind"), value: speak(one.title) },
    one.path
      ? { name: t("push.address"), value: <span className="code">{`${location.origin}${one.path}`}</span> }
      : {
          name: t("push.broker"),
          value: <span className="code">{one.broker ? `${one.broker.host}:${String(one.broker.port)}` : "–"}</span>,
        },
    {
      name: t("device.organisation"),
      value:
        one.organisation_id === null ? (
          t("place.nobody")
        ) : (
          <a href={organisationHref(one.organisation_id)}>
            <OrganisationName id={one.organisation_id} />
          </a>
        ),
    },
    { name: t("push.profile"), value: <span className="code">{one.default_profile || "–"}</span> },
    { name: t("push.created"), value: moment(one.created_at) },
    ...COUNTS.map((name) => ({
      name: t(`count.${name}`),
      value:
        name === "unreadable" ? (
          <a href={lettersHref({ text: `push/${one.name}` })}>{number(one.counts[name] ?? 0)}</a>
        ) : (
          number(one.counts[name] ?? 0)
        ),
      bad: isBad(name) && (one.counts[name] ?? 0) > 0,
    })),
  ];
  if (one.fault) facts.splice(1, 0, { name: t("push.fault"), value: one.fault, bad: true });
  if (one.devices_unread) {
    facts.splice(1, 0, { name: t("push.devices_unread"), value: number(one.devices_unread), bad: true });
  }
  return facts;
}

function Detail({ one }: { one: Integration }) {
  const { t } = useAccessWords();
  const facts = useFacts(one);
  const mayEdit = useMay("edit-registry");
  const [asking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const { busy, fault, run } = useChange();
  return (
    <>
      {mayEdit && (
        <div className="op-tools">
          <a className="button" href={editPushHref(one.id)}>
            {t("form.edit")}
          </a>
          <button
            type="button"
            className="button quiet"
            onClick={() => {
              setAsking(true);
            }}
          >
            {t("push.new_secret")}
          </button>
        </div>
      )}
      {fault && <FaultNote fault={fault} />}
      <Facts facts={facts} />
      <p className="op-note muted">{t("push.counts_note")}</p>
      {mayEdit && (
        <Unregistered
          integration={one}
          onAdopted={() => {
            setTurn((before) => before + 1);
          }}
        />
      )}
      <Panel title={t("push.devices")}>
        <PushedDevices key={turn} integration={one} />
      </Panel>
      {asking && (
        <ConfirmDialog
          title={t("push.new_secret")}
          text={t("push.new_secret_ask")}
          action={t("push.new_secret")}
          busy={busy}
          onClose={() => {
            setAsking(false);
          }}
          onConfirm={() => {
            run(
              () =>
                send<Created>("POST", `/push-integrations/${one.id}/secret`).finally(() => {
                  setAsking(false);
                }),
              (created) => {
                setSecret(created.secret);
              },
            );
          }}
        />
      )}
      {secret !== null && (
        <SecretDialog
          title={t("push.secret_of", { name: one.name })}
          what={t("push.secret_what")}
          secret={secret}
          onClose={() => {
            setSecret(null);
          }}
        />
      )}
    </>
  );
}

/** One platform: how it does, its devices, and those that nobody has registered. */
export function IntegrationPage({ id }: { id: number }) {
  const { t } = useAccessWords();
  const { loaded, integration } = useIntegration(id, 15_000);
  return (
    <Page
      title={integration?.name ?? t("push.one")}
      tools={
        <a className="button quiet" href={pushesHref()}>
          {t("push.back")}
        </a>
      }
    >
      {integration ? (
        <Detail one={integration} />
      ) : (
        <State loaded={loaded} empty={integration === null} what={t("push.none_such")} />
      )}
    </Page>
  );
}
