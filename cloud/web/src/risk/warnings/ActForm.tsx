import { useState } from "react";

import { send } from "../../api/client";
import { ByField, rememberedBy } from "../../forms/ByField";
import { Form } from "../../forms/Form";
import { LongField } from "../../forms/LongField";
import { SelectField } from "../../forms/SelectField";
import { useChange } from "../../forms/useChange";
import { DESKS, type Desk, type WarningAction, type WarningDetail } from "../api";
import { useRiskWords } from "../useRiskWords";

/** Actions that can do without words. */
const WORDLESS: readonly WarningAction[] = ["accept"];

interface Props {
  warning: WarningDetail;
  actions: readonly WarningAction[];
  /** Whoever inspects acts; the organisation itself answers. */
  address: "actions" | "answers";
  onDone: () => void;
}

/** What is done about a warning, with words where they are wanted. */
export function ActForm({ warning, actions, address, onDone }: Props) {
  const { t } = useRiskWords();
  const { busy, fault, run } = useChange();
  const [chosen, setChosen] = useState<WarningAction | null>(null);
  const [note, setNote] = useState("");
  const others = DESKS.filter((desk) => desk !== warning.desk);
  const [desk, setDesk] = useState<Desk>(others[0] ?? "station");
  const [by, setBy] = useState(rememberedBy);
  const action = chosen ?? actions[0] ?? "accept";
  const wordless = WORDLESS.includes(action) || (action === "close" && warning.state === "reported");
  return (
    <Form
      data-testid="act"
      fault={fault}
      onSubmit={() => {
        const told = { action, note, by, version: warning.version, desk: action === "transfer" ? desk : null };
        run(() => send("POST", `/risk/warnings/${warning.id}/${address}`, told), onDone);
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t("warning.send")}
        </button>
      }
    >
      <SelectField
        label={t("warning.act")}
        value={action}
        onChange={(value) => {
          setChosen(value as WarningAction);
        }}
      >
        {actions.map((each) => (
          <option key={each} value={each}>
            {t(`warning.do_${each}`)}
          </option>
        ))}
      </SelectField>
      {action === "transfer" && (
        <SelectField
          label={t("warning.to_desk")}
          value={desk}
          onChange={(value) => {
            setDesk(value as Desk);
          }}
        >
          {others.map((each) => (
            <option key={each} value={each}>
              {t(`desk.${each}`)}
            </option>
          ))}
        </SelectField>
      )}
      <LongField label={t("warning.note")} required={!wordless} maxLength={2000} value={note} onChange={setNote} />
      <ByField value={by} onChange={setBy} />
    </Form>
  );
}
