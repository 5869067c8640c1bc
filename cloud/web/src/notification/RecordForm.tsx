import { useState, type ReactNode } from "react";

import { send } from "../api/client";
import { ConfirmDialog } from "../exchange/parts/ConfirmDialog";
import { Form } from "../forms/Form";
import { useChange } from "../forms/useChange";
import { useNotificationWords } from "./useNotificationWords";

interface Props {
  /** Where such records are made. */
  path: string;
  /** The one that is changed; null: a new one. */
  record: { id: number; version: number } | null;
  /** What is asked before it is taken away. */
  removeAsk: string;
  /** Whether everything is there that the centre needs. */
  complete: boolean;
  /** The list that one comes back to. */
  back: string;
  told: () => object;
  onDone: () => void;
  children: ReactNode;
}

/** The form of a record that is saved as a whole, or taken away after one more question. */
export function RecordForm({ path, record, removeAsk, complete, back, told, onDone, children }: Props) {
  const { t } = useNotificationWords();
  const [asking, setAsking] = useState(false);
  const { busy, fault, run } = useChange();
  const one = record ? `${path}/${record.id}` : path;
  return (
    <>
      <Form
        fault={fault}
        onSubmit={() => {
          const form = { ...told(), version: record?.version ?? null };
          run(() => send(record ? "PUT" : "POST", one, form), onDone);
        }}
        buttons={
          <>
            <button type="submit" className="button strong" disabled={busy || !complete}>
              {t("form.save")}
            </button>
            <a className="button quiet" href={back}>
              {t("form.cancel")}
            </a>
            {record && (
              <button
                type="button"
                className="button quiet"
                onClick={() => {
                  setAsking(true);
                }}
              >
                {t("form.remove")}
              </button>
            )}
          </>
        }
      >
        {children}
      </Form>
      {asking && record && (
        <ConfirmDialog
          title={t("form.remove")}
          text={removeAsk}
          action={t("form.remove")}
          busy={busy}
          onClose={() => {
            setAsking(false);
          }}
          onConfirm={() => {
            setAsking(false);
            run(() => send("DELETE", one), onDone);
          }}
        />
      )}
    </>
  );
}
