import { useMemo, useState } from "react";

import { Choice } from "../../components/Choice";
import type { LetterDetail } from "../api";
import { bytesOf, hexRows, textOf } from "../parts/bytes";
import { CodeView } from "../parts/CodeView";
import { isFault, placeOf, pretty, readJson } from "../parts/json";
import { useExchangeWords } from "../useExchangeWords";

type View = "json" | "text" | "hex";

/** What came: as JSON where it is, as text where it is that, and as bytes. */
export function Payload({ letter }: { letter: LetterDetail }) {
  const { t } = useExchangeWords();
  const bytes = useMemo(() => bytesOf(letter.payload_base64), [letter.payload_base64]);
  const text = useMemo(() => textOf(bytes), [bytes]);
  const read = useMemo(() => (text === null ? null : readJson(text)), [text]);
  const views: View[] = [];
  if (read && !isFault(read)) views.push("json");
  if (text !== null) views.push("text");
  views.push("hex");
  const [wanted, setWanted] = useState<View | null>(null);
  const view = wanted ?? views[0] ?? "hex";
  const json = read && !isFault(read) ? pretty(read) : "";
  return (
    <>
      <div className="ex-text ex-payload-head">
        <Choice
          label={t("payload.view")}
          options={views.map((value) => ({ value, text: t(`payload.${value}`) }))}
          value={view}
          onChoose={setWanted}
        />
        {!letter.whole && <span data-bad>{t("payload.cut")}</span>}
        {read && isFault(read) && (
          <span className="muted">
            {t("payload.no_json", { line: read.line, column: read.column, why: t(`why.${read.why}`) })}
          </span>
        )}
      </div>
      {bytes.length === 0 && <p className="empty">{t("payload.none")}</p>}
      {view === "json" && (
        <CodeView label={t("payload.title")} text={json} fault={placeOf(json, letter.where ?? "")} />
      )}
      {view === "text" && text !== null && text !== "" && (
        <CodeView label={t("payload.title")} text={text} fault={read && isFault(read) ? read.at : null} />
      )}
      {view === "hex" && bytes.length > 0 && <Hex bytes={bytes} label={t("payload.hex")} />}
    </>
  );
}

const SHOWN = 4096;

function Hex({ bytes, label }: { bytes: Uint8Array; label: string }) {
  const { t, number } = useExchangeWords();
  const rows = hexRows(bytes.subarray(0, SHOWN)).map((row) => `${row.offset}  ${row.hex}  ${row.text}`);
  return (
    <>
      {/* A region that scrolls must be reached by the keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="op-scroll" role="region" aria-label={label} tabIndex={0}>
        <pre className="ex-hex code">{rows.join("\n")}</pre>
      </div>
      {bytes.length > SHOWN && (
        <p className="muted ex-text">{t("payload.first", { number: number(SHOWN) })}</p>
      )}
    </>
  );
}
