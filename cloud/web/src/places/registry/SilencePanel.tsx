import { useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { useMay } from "../../shell/useMe";
import { usePlaceWords } from "../usePlaceWords";

interface Limit {
  own: boolean;
  silent_after_s: number | null;
}

const MINUTE_S = 60;
const LONGEST_MINUTES = 366 * 24 * 60;

function LimitForm({ path, limit, onDone }: { path: string; limit: Limit; onDone: () => void }) {
  const { t } = usePlaceWords();
  const mayEdit = useMay("edit-registry");
  const inherited = limit.silent_after_s === null ? t("silence.when_all_are") : t("silence.minutes_of", {
    minutes: limit.silent_after_s / MINUTE_S,
  });
  const [minutes, setMinutes] = useState(limit.own ? String((limit.silent_after_s ?? 0) / MINUTE_S) : "");
  const { busy, fault, run } = useChange();
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        run(
          () =>
            minutes.trim() === ""
              ? send("DELETE", path)
              : send("PUT", path, { silent_after_s: Math.round(Number(minutes) * MINUTE_S) }),
          onDone,
        );
      }}
      buttons={
        mayEdit && (
          <button type="submit" className="button strong" disabled={busy}>
            {t("form.save")}
          </button>
        )
      }
    >
      <TextField
        label={t("silence.after")}
        type="number"
        min={1}
        max={LONGEST_MINUTES}
        step="any"
        value={minutes}
        readOnly={!mayEdit}
        placeholder={limit.own ? t("silence.as_settings") : t("silence.inherited", { limit: inherited })}
        onChange={setMinutes}
      />
      <p className="muted wide">{t("silence.how")}</p>
    </Form>
  );
}

/** After how long without any of its gateways an organisation counts as silent. */
export function SilencePanel({ organisation }: { organisation: number }) {
  const { t } = usePlaceWords();
  const path = `/supervision/organisations/${organisation}/limit`;
  const loaded = useData<Limit>(path);
  const [saved, setSaved] = useState(false);
  return (
    <Panel title={t("silence.title")}>
      <p role="status" className={saved ? "ex-done" : "visually-hidden"}>
        {saved && t("silence.saved")}
      </p>
      {loaded.data ? (
        <LimitForm
          key={`${String(loaded.data.own)} ${String(loaded.data.silent_after_s)}`}
          path={path}
          limit={loaded.data}
          onDone={() => {
            setSaved(true);
            loaded.again();
          }}
        />
      ) : (
        <State loaded={loaded} />
      )}
    </Panel>
  );
}
