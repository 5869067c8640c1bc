import { useState } from "react";

import { send } from "../../api/client";
import { FaultNote } from "../../components/FaultNote";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import type { Cover } from "../api";
import { useDispatch } from "../useDispatch";
import { useDispatchWords } from "../useDispatchWords";

/** Areas that nobody covers in time now, and who should move up. It is reckoned when it is looked at. */
export function CoverPanel() {
  const { t } = useDispatchWords();
  const [open, setOpen] = useState(false);
  return (
    <details
      className="dp-fold dp-cover"
      data-testid="cover"
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>{t("cover.title")}</summary>
      {open && <CoverNow />}
    </details>
  );
}

function CoverNow() {
  const { t, watch } = useDispatchWords();
  const { board } = useDispatch();
  const loaded = useData<Cover>("/cover", { moves: 3 });
  const { busy, fault, run } = useChange();
  const cover = loaded.data;
  if (!cover) {
    return (
      <p role="status" className="empty">
        {t("loading")}
      </p>
    );
  }
  return (
    <>
      {fault && <FaultNote fault={fault} />}
      <p className="dp-line">
        {t(cover.bare.length === 0 ? "cover.whole" : "cover.bare", {
          bare: cover.bare.length,
          areas: cover.areas,
          time: watch(cover.standard_s),
        })}
      </p>
      <ul className="dp-lines">
        {cover.bare.map((area) => (
          <li key={area.station_id}>
            {area.station}{" "}
            <span className="muted">
              {area.nearest_s === null ? t("cover.nobody") : t("cover.nearest", { time: watch(area.nearest_s) })}
            </span>
          </li>
        ))}
        {cover.moves.map((move) => (
          <li key={move.unit_id}>
            {t("cover.move", { unit: move.unit, base: move.base, time: watch(move.seconds) })}{" "}
            <button
              type="button"
              className="button"
              disabled={busy}
              onClick={() => {
                const told = { base_id: move.base_id, version: move.version, note: "" };
                run(() => send("POST", `/units/${move.unit_id}/move-up`, told), loaded.again);
              }}
            >
              {t("cover.do")}
            </button>
          </li>
        ))}
        {cover.recalls.map((id) => {
          const unit = board.units.get(id);
          return (
            unit && (
              <li key={id}>
                {t("cover.recall", { unit: unit.name })}{" "}
                <button
                  type="button"
                  className="button"
                  disabled={busy}
                  onClick={() => {
                    run(() => send("POST", `/units/${id}/signal`, { signal: "ready" }), loaded.again);
                  }}
                >
                  {t("cover.home")}
                </button>
              </li>
            )
          );
        })}
      </ul>
      <button type="button" className="button quiet" onClick={loaded.again}>
        {t("cover.again")}
      </button>
    </>
  );
}
