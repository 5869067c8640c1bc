import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import type { Channel, Message, MessageDetail, Recipient } from "../api";
import { messageHref } from "../links";
import { MessageMark } from "../Marks";
import { useNotificationWords } from "../useNotificationWords";

const LOOK_MS = 1_500;
const TO_PEOPLE = new Set(["email", "sms", "voice"]);

/** What becomes of a test, followed. */
function Fate({ id }: { id: number }) {
  const { t } = useNotificationWords();
  const loaded = useData<MessageDetail>(`/notification/messages/${id}`, {}, LOOK_MS);
  return (
    <div role="status" data-testid="test-fate" className="ex-text">
      {loaded.data ? (
        <>
          <MessageMark message={loaded.data} /> {loaded.data.answer && <span className="code">{loaded.data.answer}</span>}{" "}
          <a href={messageHref(id)}>{t("message.look")}</a>
        </>
      ) : (
        <State loaded={loaded} />
      )}
    </div>
  );
}

/** Sends a message that says it is a test, and shows its fate. */
export function TestPanel({ channel }: { channel: Channel }) {
  const { t } = useNotificationWords();
  const toPeople = TO_PEOPLE.has(channel.kind);
  const people = useData<{ items: Recipient[] }>(toPeople ? "/notification/recipients" : null);
  const able = people.data?.items.filter((one) => (channel.kind === "email" ? one.email : one.phone) !== "") ?? [];
  const [person, setPerson] = useState("");
  const [sent, setSent] = useState<number | null>(null);
  const { busy, fault, run } = useChange();
  const chosen = person || String(able[0]?.id ?? "");
  return (
    <Panel title={t("test.title")}>
      <Form
        fault={fault}
        onSubmit={() => {
          run(
            () =>
              send<Message>("POST", `/notification/channels/${channel.id}/test`, { person: toPeople ? Number(chosen) : null }),
            (message) => {
              setSent(message.id);
            },
          );
        }}
        buttons={
          <button type="submit" className="button strong" disabled={busy || !channel.enabled || (toPeople && chosen === "")}>
            {t("test.send")}
          </button>
        }
      >
        {toPeople && able.length > 0 && (
          <SelectField label={t("test.to")} value={chosen} onChange={setPerson}>
            {able.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        )}
        {toPeople && people.data && able.length === 0 && <p className="muted wide">{t("test.nobody")}</p>}
        {!channel.enabled && <p className="muted wide">{t("test.off")}</p>}
      </Form>
      {sent !== null && <Fate key={sent} id={sent} />}
    </Panel>
  );
}
