import { useState } from "react";

import { send } from "../../api/client";
import { ConfirmDialog } from "../../exchange/parts/ConfirmDialog";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Facts, type Fact } from "../../operator/works/Facts";
import { Page } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import { goTo } from "../../shell/useRoute";
import { LOST, STATES, type Channel } from "../api";
import { FIELDS } from "../fields";
import { channelsHref, editChannelHref, messagesHref } from "../links";
import { HealthMark } from "../Marks";
import { ScopeText } from "../ScopeText";
import { useNotificationWords } from "../useNotificationWords";
import { TestPanel } from "./TestPanel";

const LOOK_MS = 10_000;

function useFacts(channel: Channel): Fact[] {
  const { t, number, stamp } = useNotificationWords();
  const facts: Fact[] = [
    { name: t("channel.health"), value: <HealthMark channel={channel} /> },
    { name: t("channel.kind"), value: t(`kind.${channel.kind}`) },
  ];
  if (channel.failing_since !== null) {
    facts.push({ name: t("channel.failing_since"), value: stamp(channel.failing_since), bad: true });
    facts.push({ name: t("channel.fault"), value: channel.fault || "–", bad: true });
  }
  if (channel.dropped > 0) facts.push({ name: t("channel.dropped"), value: number(channel.dropped), bad: true });
  for (const { name, as, options } of FIELDS[channel.kind]) {
    const value = channel.form[name];
    if (as === "secret") {
      facts.push({ name: t(`field.${name}`), value: t(channel.secrets.includes(name) ? "channel.set" : "channel.not_set") });
    } else if (as === "flag") facts.push({ name: t(`field.${name}`), value: t(value ? "form.yes" : "form.no") });
    else if (value !== undefined && value !== "") {
      facts.push({ name: t(`field.${name}`), value: options ? t(`option.${String(value) as "http"}`) : String(value) });
    }
  }
  facts.push({ name: t("channel.per_minute"), value: number(channel.per_minute) });
  facts.push({ name: t("form.scope"), value: <ScopeText areas={channel.areas} organisations={channel.organisations} /> });
  for (const state of STATES) {
    const count = channel.counts[state] ?? 0;
    facts.push({
      name: t(`state.${state}`),
      value: <a href={messagesHref({ channel: channel.id, state })}>{number(count)}</a>,
      bad: LOST.includes(state) && count > 0,
    });
  }
  return facts;
}

function Detail({ channel }: { channel: Channel }) {
  const { t } = useNotificationWords();
  const facts = useFacts(channel);
  const [asking, setAsking] = useState(false);
  const { busy, fault, run } = useChange();
  return (
    <>
      <div className="op-tools">
        <a className="button" href={editChannelHref(channel.id)}>
          {t("form.change")}
        </a>
        <a className="button quiet" href={messagesHref({ channel: channel.id })}>
          {t("message.of_channel")}
        </a>
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            setAsking(true);
          }}
        >
          {t("form.remove")}
        </button>
      </div>
      {fault && <FaultNote fault={fault} />}
      <Facts facts={facts} />
      <TestPanel channel={channel} />
      {asking && (
        <ConfirmDialog
          title={t("form.remove")}
          text={t("channel.remove_ask", { name: channel.name })}
          action={t("form.remove")}
          busy={busy}
          onClose={() => {
            setAsking(false);
          }}
          onConfirm={() => {
            run(
              () =>
                send("DELETE", `/notification/channels/${channel.id}`).finally(() => {
                  setAsking(false);
                }),
              () => {
                goTo(channelsHref());
              },
            );
          }}
        />
      )}
    </>
  );
}

/** One channel: how it does, what it is, and a test. */
export function ChannelPage({ id }: { id: number }) {
  const { t } = useNotificationWords();
  const loaded = useData<Channel>(`/notification/channels/${id}`, {}, LOOK_MS);
  return (
    <Page
      title={loaded.data?.name ?? t("channel.one")}
      tools={
        <a className="button quiet" href={channelsHref()}>
          {t("channel.back")}
        </a>
      }
    >
      {loaded.data ? <Detail channel={loaded.data} /> : <State loaded={loaded} />}
      {loaded.data && loaded.fault && <State loaded={loaded} />}
    </Page>
  );
}
