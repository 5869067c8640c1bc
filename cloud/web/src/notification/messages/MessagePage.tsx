import { send } from "../../api/client";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Facts, type Fact } from "../../operator/works/Facts";
import { Page, Panel } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { LOST, type MessageDetail } from "../api";
import { channelHref, messageHref, messagesHref, ruleHref } from "../links";
import { MessageMark } from "../Marks";
import { useNotificationWords } from "../useNotificationWords";

const LOOK_MS = 5_000;

function Detail({ message, again }: { message: MessageDetail; again: () => void }) {
  const { t, number, stamp } = useNotificationWords();
  const operates = useMay("operate");
  const { busy, fault, run } = useChange();
  const lost = LOST.includes(message.state);
  const at = (ms: number | null) => (ms === null ? "–" : stamp(ms));
  const facts: Fact[] = [
    { name: t("form.state"), value: <MessageMark message={message} />, bad: lost },
    { name: t("message.receiver"), value: message.receiver },
    {
      name: t("message.channel"),
      value: operates ? <a href={channelHref(message.channel_id)}>{message.channel}</a> : message.channel,
    },
    { name: t("message.moment"), value: message.test ? t("message.test") : t(`moment.${message.moment}`) },
    { name: t("message.alarms"), value: number(message.alarms) },
    {
      name: t("message.rule"),
      value:
        message.rule_id === null ? "–" : operates ? <a href={ruleHref(message.rule_id)}>#{message.rule_id}</a> : `#${String(message.rule_id)}`,
    },
    { name: t("message.step"), value: number(message.step + 1) },
    { name: t("message.at"), value: at(message.created_at) },
    { name: t("message.due"), value: at(message.due_at) },
    { name: t("message.ended"), value: at(message.ended_at) },
    { name: "ID", value: <span className="code">{message.message_id}</span> },
  ];
  if (message.escalated_at !== null) facts.push({ name: t("message.escalated"), value: at(message.escalated_at), bad: true });
  if (message.instead_of !== null) {
    facts.push({ name: t("message.instead"), value: <a href={messageHref(message.instead_of)}>#{message.instead_of}</a> });
  }
  const columns: Column<MessageDetail["attempts"][number]>[] = [
    { key: "at", head: t("message.tried"), cell: (row) => <span className="num">{stamp(row.at)}</span> },
    {
      key: "result",
      head: t("message.result"),
      cell: (row) => (row.result === null ? t("result.unknown") : t(`result.${row.result as "sent"}`)),
    },
    { key: "status", head: t("message.status"), number: true, cell: (row) => row.status ?? "–" },
    { key: "answer", head: t("message.answer"), cell: (row) => <span className="ex-reason code">{row.answer || "–"}</span> },
    { key: "took", head: t("message.took"), number: true, cell: (row) => (row.took_ms === null ? "–" : `${number(row.took_ms)} ms`) },
  ];
  return (
    <>
      {lost && operates && (
        <div className="op-tools">
          <button
            type="button"
            className="button strong"
            disabled={busy}
            onClick={() => {
              run(() => send("POST", `/notification/messages/${message.id}/again`), again);
            }}
          >
            {t("message.again")}
          </button>
        </div>
      )}
      {fault && <FaultNote fault={fault} />}
      {message.text && <p className="nt-text">{message.text}</p>}
      <Facts facts={facts} />
      <Panel title={t("message.attempts")}>
        {message.attempts.length > 0 ? (
          <Table caption={t("message.attempts")} columns={columns} rows={message.attempts} rowKey={(row) => row.at} />
        ) : (
          <p className="empty">{t("message.untried")}</p>
        )}
      </Panel>
    </>
  );
}

/** One message: what it said, to whom, and every try. */
export function MessagePage({ id }: { id: number }) {
  const { t } = useNotificationWords();
  const loaded = useData<MessageDetail>(`/notification/messages/${id}`, {}, LOOK_MS);
  return (
    <Page
      title={t("message.one", { id })}
      tools={
        <a className="button quiet" href={messagesHref()}>
          {t("message.back")}
        </a>
      }
    >
      {loaded.data ? <Detail message={loaded.data} again={loaded.again} /> : <State loaded={loaded} />}
      {loaded.data && loaded.fault && <State loaded={loaded} />}
    </Page>
  );
}
