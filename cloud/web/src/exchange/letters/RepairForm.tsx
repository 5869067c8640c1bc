import { useMemo, useRef, useState, type SyntheticEvent } from "react";

import { send } from "../../api/client";
import { useChange } from "../../forms/useChange";
import { FaultNote } from "../../operator/works/State";
import type { LetterDetail } from "../api";
import { base64Of, bytesOf, bytesOfHex, hexText, textOf } from "../parts/bytes";
import { compact, isFault, lineAndColumn, placeOf, pretty, readJson } from "../parts/json";
import { useExchangeWords } from "../useExchangeWords";

interface Checked {
  /** Where it is no JSON, or no pairs of digits. */
  at: number | null;
  words: string;
  /** What is sent if it is. */
  body: { payload_text: string } | { payload_base64: string } | null;
}

/** Changes the topic or the content of a letter and replays it. What is no JSON is told before it is sent. */
export function RepairForm({
  letter,
  onDone,
  onClose,
}: {
  letter: LetterDetail;
  onDone: () => void;
  onClose: () => void;
}) {
  const { t } = useExchangeWords();
  const begin = useMemo(() => {
    const bytes = bytesOf(letter.payload_base64);
    const text = textOf(bytes);
    if (text === null) return { mode: "hex" as const, text: hexText(bytes) };
    const read = readJson(text);
    return { mode: "json" as const, text: isFault(read) ? text : pretty(read) };
  }, [letter.payload_base64]);
  const [topic, setTopic] = useState(letter.topic);
  const [text, setText] = useState(begin.text);
  const area = useRef<HTMLTextAreaElement>(null);
  const { busy, fault, run } = useChange();

  const checked = useMemo((): Checked => {
    if (begin.mode === "hex") {
      const bytes = bytesOfHex(text);
      if (!(bytes instanceof Uint8Array)) return { at: bytes.at, words: t("why.hex"), body: null };
      return { at: null, words: "", body: { payload_base64: base64Of(bytes) } };
    }
    const read = readJson(text);
    if (isFault(read)) return { at: read.at, words: t(`why.${read.why}`), body: null };
    return { at: null, words: "", body: { payload_text: compact(read) } };
  }, [begin.mode, text, t]);

  // What the centre found is shown where it is, as far as its words name a place.
  const told = fault?.fault?.where ?? "";
  const toldAt = begin.mode === "json" && told ? placeOf(text, told) : null;
  const unsendable = checked.body === null || (!letter.whole && text === begin.text);

  const leadTo = (at: number) => {
    const element = area.current;
    if (!element) return;
    element.focus();
    element.setSelectionRange(at, Math.min(at + 1, text.length));
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (checked.body === null) return;
    const body = {
      ...(topic !== letter.topic ? { topic } : {}),
      ...(text !== begin.text ? checked.body : {}),
    };
    run(() => send("POST", `/dead-letters/${letter.id}/replay`, body), onDone);
  };

  return (
    <form className="op-form ex-repair" onSubmit={submit}>
      <label className="op-field wide">
        <span>{t("letters.topic")}</span>
        <input
          className="code"
          required
          maxLength={256}
          value={topic}
          onChange={(event) => {
            setTopic(event.target.value);
          }}
        />
      </label>
      <label className="op-field wide">
        <span>{t(begin.mode === "hex" ? "repair.hex" : "repair.json")}</span>
        <textarea
          ref={area}
          className="code"
          rows={Math.min(Math.max(text.split("\n").length + 1, 8), 24)}
          spellCheck={false}
          aria-invalid={checked.at !== null}
          aria-describedby="repair-check"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
      </label>
      <div id="repair-check" className="wide" role="status">
        {checked.at === null ? (
          <p className="muted">{t(begin.mode === "hex" ? "repair.good_hex" : "repair.good")}</p>
        ) : (
          <Place text={text} at={checked.at} words={checked.words} onLead={leadTo} />
        )}
        {!letter.whole && text === begin.text && <p data-bad>{t("repair.cut")}</p>}
      </div>
      {fault && (
        <div className="wide">
          <FaultNote fault={fault} />
          {toldAt !== null && <Place text={text} at={toldAt} words={t("repair.told")} onLead={leadTo} />}
        </div>
      )}
      <div className="op-form-buttons">
        <button type="submit" className="button strong" disabled={busy || unsendable}>
          {t("repair.send")}
        </button>
        {begin.mode === "json" && (
          <button
            type="button"
            className="button"
            disabled={checked.at !== null}
            onClick={() => {
              const read = readJson(text);
              if (!isFault(read)) setText(pretty(read));
            }}
          >
            {t("repair.pretty")}
          </button>
        )}
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            setText(begin.text);
            setTopic(letter.topic);
          }}
        >
          {t("repair.reset")}
        </button>
        <button type="button" className="button quiet" onClick={onClose}>
          {t("form.cancel")}
        </button>
      </div>
    </form>
  );
}

/** A place in the text: its line with a mark beneath, and a way to it. */
function Place({
  text,
  at,
  words,
  onLead,
}: {
  text: string;
  at: number;
  words: string;
  onLead: (at: number) => void;
}) {
  const { t } = useExchangeWords();
  const { line, column } = lineAndColumn(text, at);
  const whole = text.split("\n")[line - 1] ?? "";
  const from = Math.max(0, column - 41);
  return (
    <div className="ex-place">
      <p data-bad>
        {t("repair.place", { line, column, why: words })}{" "}
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            onLead(at);
          }}
        >
          {t("repair.lead")}
        </button>
      </p>
      <pre className="code" aria-hidden="true">
        {whole.slice(from, from + 80)}
        {"\n"}
        {" ".repeat(column - 1 - from)}^
      </pre>
    </div>
  );
}
