import { useState } from "react";

import { send } from "../../api/client";
import { useVocabularyData } from "../../hooks/useVocabularyData";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { Panel } from "../../operator/works/Page";
import { FaultNote } from "../../operator/works/State";
import { useAccessWords } from "../useAccessWords";
import { needsSystem, READ_CODES, readBody, type Device, type ReadDraft, type Request } from "./api";

const BLANK: ReadDraft = { code: 81, systemType: "1", systemAddress: "0", component: "", records: "10" };

function ReadBack({ busy, onAsk }: { busy: boolean; onAsk: (told: object) => void }) {
  const { t, speak } = useAccessWords();
  const [draft, setDraft] = useState(BLANK);
  const vocabulary = useVocabularyData();
  const set = (part: Partial<ReadDraft>) => {
    setDraft((held) => ({ ...held, ...part }));
  };
  const need = READ_CODES[draft.code];
  return (
    <Form
      aria-label={t("ask.read_back")}
      onSubmit={() => {
        onAsk(readBody(draft));
      }}
      buttons={
        <button type="submit" className="button" disabled={busy}>
          {t("ask.read_back")}
        </button>
      }
    >
      <SelectField
        label={t("ask.what")}
        value={String(draft.code)}
        onChange={(code) => {
          set({ code: Number(code) });
        }}
      >
        {Object.keys(READ_CODES).map((code) => (
          <option key={code} value={code}>
            {`${code} ${t(`read.${code as "61"}`)}`}
          </option>
        ))}
      </SelectField>
      {need === "component" && (
        <TextField
          label={t("ask.component")}
          required
          maxLength={48}
          placeholder="10-2"
          value={draft.component}
          onChange={(component) => {
            set({ component });
          }}
        />
      )}
      {needsSystem(draft.code) && (
        <>
          <SelectField
            label={t("ask.system_type")}
            value={draft.systemType}
            onChange={(systemType) => {
              set({ systemType });
            }}
          >
            {need === "component" && <option value="">{t("ask.as_reported")}</option>}
            {vocabulary.data?.system_types.map((term) => (
              <option key={term.code} value={term.code}>
                {`${term.code} ${speak(term)}`}
              </option>
            ))}
          </SelectField>
          <TextField
            label={t("ask.system_address")}
            type="number"
            min={0}
            max={255}
            required={need !== "component"}
            value={draft.systemAddress}
            onChange={(systemAddress) => {
              set({ systemAddress });
            }}
          />
        </>
      )}
      {need === "records" && (
        <TextField
          label={t("ask.records")}
          type="number"
          required
          min={1}
          max={102}
          value={draft.records}
          onChange={(records) => {
            set({ records });
          }}
        />
      )}
    </Form>
  );
}

/** What can be asked of a device: whether somebody is on duty, its clock, what it has to tell. */
export function AskPanel({ device, onAsked }: { device: Device; onAsked: () => void }) {
  const { t } = useAccessWords();
  const [minutes, setMinutes] = useState("10");
  const { busy, fault, run } = useChange();
  const ask = (what: string, told: object) => {
    run(() => send<Request>("POST", `/transmission-devices/${device.id}/${what}`, told), onAsked);
  };
  return (
    <Panel title={t("ask.title")}>
      <div className="ac-body">
        {!device.connected && <p data-bad>{t("ask.not_connected")}</p>}
        <p className="muted">{t("ask.note")}</p>
        {fault && <FaultNote fault={fault} />}
      </div>
      <Form
        aria-label={t("ask.duty_check")}
        onSubmit={() => {
          ask("duty-check", { timeout_min: Number(minutes), wait_s: 0 });
        }}
        buttons={
          <>
            <button type="submit" className="button" disabled={busy}>
              {t("ask.duty_check")}
            </button>
            <button
              type="button"
              className="button"
              disabled={busy}
              onClick={() => {
                ask("clock", { wait_s: 0 });
              }}
            >
              {t("ask.clock")}
            </button>
          </>
        }
      >
        <TextField
          label={t("ask.minutes")}
          type="number"
          required
          min={1}
          max={255}
          value={minutes}
          onChange={setMinutes}
        />
      </Form>
      <ReadBack
        busy={busy}
        onAsk={(told) => {
          ask("read-back", told);
        }}
      />
    </Panel>
  );
}
