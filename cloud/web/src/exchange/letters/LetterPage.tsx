import { useState } from "react";

import { send } from "../../api/client";
import { gatewayHref, organisationHref } from "../../operator/links";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Facts, type Fact } from "../../operator/works/Facts";
import { Page, Panel } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import { formatBytes, formatTime } from "../../time/format";
import type { Letter, LetterDetail } from "../api";
import { lettersHref } from "../links";
import { useAreaNames } from "../../pickers/useAreaNames";
import { useExchangeWords } from "../useExchangeWords";
import { Payload } from "./Payload";
import { RepairForm } from "./RepairForm";

function useFacts(letter: Letter): Fact[] {
  const { t, language, number, speak } = useExchangeWords();
  const { names } = useAreaNames();
  const full = (ms: number) => <time>{formatTime(ms, "full", language)}</time>;
  const area = letter.area === null ? undefined : names.get(letter.area);
  const facts: Fact[] = [
    { name: t("letters.reason"), value: letter.reason, bad: letter.state === "open" },
    { name: t("letters.where"), value: <span className="code">{letter.where === "" ? "–" : (letter.where ?? "–")}</span> },
    { name: t("letters.topic"), value: <span className="code">{letter.topic}</span> },
    {
      name: t("letters.gateway"),
      value: letter.gateway ? (
        <a className="code" href={gatewayHref(letter.gateway)}>
          {letter.gateway}
        </a>
      ) : (
        t("letters.nobody")
      ),
    },
    {
      name: t("letters.stream"),
      value: letter.stream ? `${letter.stream} ${letter.seq ?? ""}` : "–",
    },
    { name: t("letters.area"), value: area ? speak(area) : (letter.area ?? "–") },
    {
      name: t("letters.first"),
      value: full(letter.first_at),
    },
    { name: t("letters.last"), value: full(letter.at) },
    { name: t("letters.times"), value: number(letter.times) },
    { name: t("letters.size"), value: formatBytes(letter.size, language) },
    { name: t("letters.held"), value: t(`held.${letter.held}`) },
    {
      name: t("letters.state"),
      value:
        letter.settled_at === null
          ? t(`letter.${letter.state}`)
          : t("letters.settled", {
              state: t(`letter.${letter.state}`),
              who: letter.settled_by ?? "",
              at: formatTime(letter.settled_at, "daytime", language),
            }),
    },
    { name: "SHA-256", value: <span className="code">{letter.sha256}</span> },
  ];
  if (letter.organisation_id !== null) {
    facts.push({
      name: t("letters.organisation"),
      value: <a href={organisationHref(letter.organisation_id)}>{t("letters.its_organisation")}</a>,
    });
  }
  return facts;
}

function Detail({ letter, again }: { letter: LetterDetail; again: () => void }) {
  const { t } = useExchangeWords();
  const mayOperate = useMay("operate");
  const facts = useFacts(letter);
  const [repairing, setRepairing] = useState(false);
  const [done, setDone] = useState<"stored" | "dismissed" | null>(null);
  const { busy, fault, run } = useChange();
  const settle = (how: "stored" | "dismissed") => () => {
    setRepairing(false);
    setDone(how);
    again();
  };
  const open = mayOperate && letter.state === "open";
  return (
    <>
      <p role="status" className={done ? "ex-done" : "visually-hidden"}>
        {done && t(`done.${done}`)}
      </p>
      <Facts facts={facts} />
      {open && !repairing && (
        <div className="op-tools">
          {letter.whole && (
            <button
              type="button"
              className="button strong"
              disabled={busy}
              onClick={() => {
                run(() => send("POST", `/dead-letters/${letter.id}/replay`), settle("stored"));
              }}
            >
              {t("letters.replay")}
            </button>
          )}
          <button
            type="button"
            className="button"
            onClick={() => {
              setRepairing(true);
            }}
          >
            {t("letters.repair")}
          </button>
          <button
            type="button"
            className="button quiet"
            disabled={busy}
            onClick={() => {
              run(() => send("POST", `/dead-letters/${letter.id}/dismiss`), settle("dismissed"));
            }}
          >
            {t("letters.dismiss")}
          </button>
        </div>
      )}
      {fault && <FaultNote fault={fault} />}
      {repairing && (
        <Panel title={t("repair.title")}>
          <RepairForm
            letter={letter}
            onDone={settle("stored")}
            onClose={() => {
              setRepairing(false);
            }}
          />
        </Panel>
      )}
      <Panel title={t("payload.title")}>
        <Payload letter={letter} />
      </Panel>
    </>
  );
}

/** One message that could not be taken: what came, why not, and what can be done about it. */
export function LetterPage({ id }: { id: number }) {
  const { t } = useExchangeWords();
  const { query } = useRoute();
  const loaded = useData<LetterDetail>(`/dead-letters/${id}`);
  return (
    <Page
      title={t("letters.one", { id })}
      tools={
        <a className="button quiet" href={lettersHref(query)}>
          {t("letters.back")}
        </a>
      }
    >
      {loaded.data ? <Detail letter={loaded.data} again={loaded.again} /> : <State loaded={loaded} />}
      {loaded.fault && loaded.data && <State loaded={loaded} />}
    </Page>
  );
}
