import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { LongField } from "../../forms/LongField";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { Enabled } from "../parts/Enabled";
import { useAccessWords } from "../useAccessWords";
import { commandBody, KINDS, type Command, type Draft, type Kind } from "./api";

const BLANK: Draft = { kind: "read-back", question: "", set: false, toml: "", minutes: "10" };

/** A command to a gateway, and what it will do there in words. */
export function CommandForm({ gateway, onGiven }: { gateway: string; onGiven: (command: Command) => void }) {
  const { t } = useAccessWords();
  const [draft, setDraft] = useState(BLANK);
  const { busy, fault, run } = useChange();
  const set = (part: Partial<Draft>) => {
    setDraft((held) => ({ ...held, ...part }));
  };
  return (
    <Form
      aria-label={t("command.give")}
      fault={fault}
      onSubmit={() => {
        run(
          () => send<Command>("POST", `/gateways/${encodeURIComponent(gateway)}/commands`, commandBody(draft)),
          onGiven,
        );
      }}
      buttons={
        <button type="submit" className="button" disabled={busy}>
          {t("command.give")}
        </button>
      }
    >
      <SelectField
        label={t("command.kind")}
        value={draft.kind}
        onChange={(kind) => {
          set({ kind: kind as Kind });
        }}
      >
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {t(`command_kind.${kind}`)}
          </option>
        ))}
      </SelectField>
      <TextField
        label={t("command.minutes")}
        type="number"
        required
        min={1}
        max={10_080}
        value={draft.minutes}
        onChange={(minutes) => {
          set({ minutes });
        }}
      />
      <p className="muted wide">{t(`command_means.${draft.kind}`)}</p>
      {draft.kind === "duty-check" && (
        <TextField
          field="wide"
          label={t("command.question")}
          maxLength={256}
          value={draft.question}
          onChange={(question) => {
            set({ question });
          }}
        />
      )}
      {draft.kind === "clock" && (
        <Enabled
          label={t("command.set_clock")}
          value={draft.set}
          onChange={(told) => {
            set({ set: told });
          }}
        />
      )}
      {draft.kind === "configure" && (
        <LongField
          label={t("command.toml")}
          required
          rows={10}
          className="code"
          spellCheck={false}
          value={draft.toml}
          onChange={(toml) => {
            set({ toml });
          }}
        />
      )}
    </Form>
  );
}
