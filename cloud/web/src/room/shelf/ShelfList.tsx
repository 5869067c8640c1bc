import { endShelving } from "../../api/client";
import type { Shelving } from "../../api/types";
import { KindBadge } from "../../components/KindBadge";
import { useDesk } from "../../hooks/useDesk";
import { useNow } from "../../hooks/useNow";
import { useData } from "../../operator/useData";
import { partKey } from "../../state/store";
import { faultWords } from "../faults";
import { useRoomWords } from "../useRoomWords";
import { countdown } from "../verification/wait";

const EVERY_MS = 15_000;

function Row({ row, onEnded }: { row: Shelving; onEnded: () => void }) {
  const { t, speak, moment } = useRoomWords();
  const { state, inTheirName } = useDesk();
  const now = useNow(state.offset);
  const part = state.parts.get(partKey(row));
  const name = part ? speak(part.place) || row.part : row.part;
  return (
    <li className="record" data-testid="shelf-row" data-part={row.part}>
      <p className="record-head">
        <KindBadge kind={row.kind} />
        <strong>{name}</strong>
        {row.ended_at === null && row.until > now ? (
          <span className="num">{t("shelf.left", { time: countdown(row.until - now) })}</span>
        ) : (
          <span className="muted">{t("shelf.over")}</span>
        )}
      </p>
      <p>{row.reason}</p>
      <p className="muted num">
        {t("shelf.who", { by: row.by, at: moment(row.at), until: moment(row.ended_at ?? row.until) })}
      </p>
      {row.ended_at === null && (
        <button
          type="button"
          className="button"
          onClick={() => {
            inTheirName(async (by) => {
              await endShelving(row.id, by);
              onEnded();
            });
          }}
        >
          {t("shelf.end")}
        </button>
      )}
    </li>
  );
}

/** What is on the shelf: who put it there, why, until when, and a way to take it off. */
export function ShelfList() {
  const { t, language } = useRoomWords();
  const { data, fault, again } = useData<{ items: Shelving[] }>("/shelf", { shelved: true, limit: 200 }, EVERY_MS);
  return (
    <>
      {fault && <p className="dialog-fault">{faultWords(fault, language) ?? t("unread")}</p>}
      {data?.items.length === 0 && <p className="empty">{t("shelf.empty")}</p>}
      <ul className="records">
        {data?.items.map((row) => (
          <Row key={row.id} row={row} onEnded={again} />
        ))}
      </ul>
    </>
  );
}
