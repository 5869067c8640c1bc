import { useState } from "react";

import { send } from "../../api/client";
import { Icon, type IconName } from "../../components/Icon";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { useMay } from "../../shell/useMe";
import { useRiskWords } from "../useRiskWords";
import type { Model } from "./api";

const ICONS: Record<Model["role"], IconName> = { champion: "check", challenger: "question", retired: "shelf" };

function PromoteForm({ id, onDone }: { id: number; onDone: () => void }) {
  const { t } = useRiskWords();
  const { busy, fault, run } = useChange();
  const [note, setNote] = useState("");
  return (
    <Form
      fault={fault}
      onSubmit={() => {
        run(() => send("POST", `/risk/models/${id}/promote`, { note }), onDone);
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t("model.promote")}
        </button>
      }
    >
      <TextField label={t("model.why")} field="wide" required maxLength={2000} value={note} onChange={setNote} />
    </Form>
  );
}

/** One model: its place, where it comes from, its card, and for whoever may a way to let it take over. */
export function ModelRow({ model, onDone }: { model: Model; onDone: () => void }) {
  const { t, speak, stamp } = useRiskWords();
  const keeps = useMay("plan-inspections");
  const { id, role, version, sha256, shipped, trained_on, trained_until, simulated, card, verdict } = model;
  return (
    <li className="risk-model" data-role={role}>
      <p>
        <Icon name={ICONS[role]} /> <strong>{t(`model.role_${role}`)}</strong> <span className="code">{version}</span>{" "}
        <span className="code muted" title={sha256}>
          {sha256.slice(0, 12)}
        </span>
      </p>
      <p className="muted">
        {[
          shipped ? t("standing.shipped") : "",
          simulated ? t("model.simulated") : "",
          t("model.trained", { on: trained_on, until: trained_until }),
          model.promoted_at === null ? "" : t("model.promoted", { at: stamp(model.promoted_at) }),
          model.registered_at === null
            ? ""
            : t("model.registered", { at: stamp(model.registered_at), by: model.registered_by ?? "–" }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {speak(verdict) && <p>{speak(verdict)}</p>}
      {card && (
        <details>
          <summary>{t("model.card")}</summary>
          {/* A card that scrolls must be reached by the keyboard. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className="risk-card" tabIndex={0}>
            {card}
          </pre>
        </details>
      )}
      {keeps && id !== null && role !== "champion" && (
        <details>
          <summary>{t("model.promote")}</summary>
          <PromoteForm id={id} onDone={onDone} />
        </details>
      )}
    </li>
  );
}
