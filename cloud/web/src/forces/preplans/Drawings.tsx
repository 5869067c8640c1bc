import { useState } from "react";

import { send, upload } from "../../api/client";
import { ConfirmDialog } from "../../exchange/parts/ConfirmDialog";
import { useChange } from "../../forms/useChange";
import { Panel } from "../../operator/works/Page";
import { FaultNote } from "../../operator/works/State";
import type { Drawing, Plan } from "../api";
import { useForceWords } from "../useForceWords";
import { drawingName, isPicture, MEDIA, unfit } from "./standing";

function Shown({ plan, drawing, onRemove }: { plan: number; drawing: Drawing; onRemove: (() => void) | null }) {
  const { t } = useForceWords();
  const address = `/api/v1/preplans/${plan}/drawings/${drawing.id}`;
  return (
    <li>
      <figure>
        {isPicture(drawing.media) && <img src={address} alt={drawing.name} loading="lazy" />}
        <figcaption>
          <a href={address} download={drawing.name}>
            {drawing.name}
          </a>
          {onRemove && (
            <button
              type="button"
              className="button quiet"
              aria-label={t("drawing.remove_one", { name: drawing.name })}
              onClick={onRemove}
            >
              {t("drawing.remove")}
            </button>
          )}
        </figcaption>
      </figure>
    </li>
  );
}

/** The drawings of a version; they are added and taken out while it is drawn up. */
export function Drawings({ plan, may, onChanged }: { plan: Plan; may: boolean; onChanged: () => void }) {
  const { t } = useForceWords();
  const { busy, fault, run } = useChange();
  const [asking, setAsking] = useState<Drawing | null>(null);
  const [wrong, setWrong] = useState<ReturnType<typeof unfit>>(null);
  return (
    <Panel
      title={t("drawing.title")}
      tools={
        may && (
          <label className="button fo-file">
            {t(busy ? "drawing.busy" : "drawing.add")}
            <input
              type="file"
              className="visually-hidden"
              accept={MEDIA.join(",")}
              disabled={busy}
              onChange={({ target }) => {
                const file = target.files?.[0];
                if (!file) return;
                target.value = "";
                const why = unfit(file);
                setWrong(why);
                if (why) return;
                const query = { preplan: plan.id, name: drawingName(file.name) };
                run(() => upload<Drawing>("/preplan-drawings", query, file, file.type), onChanged);
              }}
            />
          </label>
        )
      }
    >
      {wrong && (
        <p role="alert" className="op-fault">
          {t(`drawing.wrong_${wrong}`)}
        </p>
      )}
      {fault && !wrong && <FaultNote fault={fault} />}
      {plan.drawings.length > 0 ? (
        <ul className="fo-drawings" aria-label={t("drawing.title")}>
          {plan.drawings.map((drawing) => (
            <Shown
              key={drawing.id}
              plan={plan.id}
              drawing={drawing}
              onRemove={
                may
                  ? () => {
                      setAsking(drawing);
                    }
                  : null
              }
            />
          ))}
        </ul>
      ) : (
        <p className="empty">{t("drawing.none")}</p>
      )}
      {asking && (
        <ConfirmDialog
          title={t("drawing.remove")}
          text={t("drawing.remove_ask", { name: asking.name })}
          action={t("drawing.remove")}
          busy={busy}
          onClose={() => {
            setAsking(null);
          }}
          onConfirm={() => {
            setAsking(null);
            run(() => send("DELETE", `/preplans/${plan.id}/drawings/${asking.id}`), onChanged);
          }}
        />
      )}
    </Panel>
  );
}
