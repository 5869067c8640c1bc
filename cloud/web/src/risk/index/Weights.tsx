import { useState } from "react";

import { send } from "../../api/client";
import { ByField, rememberedBy } from "../../forms/ByField";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import type { Label } from "../../api/types";
import { Panel } from "../../operator/works/Page";
import { useMay } from "../../shell/useMe";
import { Change } from "../Change";
import { useRiskWords } from "../useRiskWords";
import { LARGEST_RATIO, nearest, SCALE, supposed } from "./ahp";
import type { Judgements, SafetyIndex, Version } from "./api";
import { Ratio } from "./Tree";

const said = (times: number) => (times >= 1 ? String(times) : `1/${Math.round(1 / times)}`);

interface MatrixProps {
  labels: ReadonlyMap<string, Label>;
  pairs: Readonly<Record<string, number>>;
  onChange: (pairs: Record<string, number>) => void;
}

/** Judgements in pairs: how many times more the first weighs than the second. */
function Matrix({ labels, pairs, onChange }: MatrixProps) {
  const { t, speak } = useRiskWords();
  const name = (code: string) => speak(labels.get(code) ?? { zh: code, en: code });
  return (
    <div className="risk-matrix">
      {Object.entries(pairs).map(([pair, times]) => {
        const [one = "", other = ""] = pair.split(":");
        return (
          <SelectField
            key={pair}
            label={t("index.against", { one: name(one), other: name(other) })}
            value={String(nearest(times))}
            onChange={(value) => {
              onChange({ ...pairs, [pair]: Number(value) });
            }}
          >
            {SCALE.map((each) => (
              <option key={each} value={String(each)}>
                {said(each)}
              </option>
            ))}
          </SelectField>
        );
      })}
    </div>
  );
}

function DecideForm({ judgements, share, onDone }: { judgements: Judgements; share: number; onDone: () => void }) {
  const { t } = useRiskWords();
  const { busy, fault, run } = useChange();
  const [name, setName] = useState("");
  const [by, setBy] = useState(rememberedBy);
  return (
    <Form
      data-testid="decide"
      fault={fault}
      onSubmit={() => {
        run(() => send("POST", "/risk/index/versions", { name, judgements, entropy_share: share, by }), onDone);
      }}
      buttons={
        <button type="submit" className="button strong" disabled={busy}>
          {t("index.decide")}
        </button>
      }
    >
      <TextField label={t("index.version_name")} required maxLength={64} value={name} onChange={setName} />
      <ByField value={by} onChange={setBy} />
    </Form>
  );
}

/** What the index would be by other weights, computed here; whoever may decides on them as a new version. */
export function Weights({ index, version, onDone }: { index: SafetyIndex; version: Version; onDone: () => void }) {
  const { t, speak, figure, percent } = useRiskWords();
  const decides = useMay("plan-inspections");
  const [judgements, setJudgements] = useState<Judgements>(version.judgements);
  const [matrix, setMatrix] = useState("groups");
  const { groups } = index;
  const labels = new Map([
    ...groups.map(({ code, label }) => [code, label] as const),
    ...groups.flatMap(({ indicators }) => indicators.map(({ code, label }) => [code, label] as const)),
  ]);
  const { score, ratios, weights } = supposed(groups, judgements, version.entropy_share);
  const changed = judgements !== version.judgements;
  const holds = Object.values(ratios).every((ratio) => ratio < LARGEST_RATIO);
  const shown = matrix === "groups" ? groups : (groups.find(({ code }) => code === matrix)?.indicators ?? []);
  return (
    <Panel title={t("index.what_if_weights")}>
      <div className="risk-body">
        <p className="muted">{t("index.weights_about")}</p>
        <SelectField label={t("index.matrix")} value={matrix} onChange={setMatrix}>
          <option value="groups">{t("index.groups")}</option>
          {groups.map(({ code, label }) => (
            <option key={code} value={code}>
              {speak(label)}
            </option>
          ))}
        </SelectField>
        <Matrix
          key={matrix}
          labels={labels}
          pairs={judgements[matrix] ?? {}}
          onChange={(pairs) => {
            setJudgements({ ...judgements, [matrix]: pairs });
          }}
        />
        <div role="status" data-testid="weights-told">
          <p>
            <Ratio ratio={ratios[matrix] ?? 0} />
          </p>
          <ul className="risk-moved num">
            {shown.map(({ code, label, weight }) => (
              <li key={code}>
                {speak(label)}: {`${percent(weight)} → ${percent(weights[code] ?? 0)}`}
              </li>
            ))}
          </ul>
          <p className="risk-from-to num">
            {t("index.title")}{" "}
            {`${index.score === null ? t("unknown") : figure(index.score)} → ${score === null ? t("unknown") : figure(score)} `}
            {score !== null && <Change now={score} before={index.score} />}
          </p>
        </div>
        {changed && (
          <button
            type="button"
            className="button quiet"
            onClick={() => {
              setJudgements(version.judgements);
            }}
          >
            {t("suppose.clear")}
          </button>
        )}
        {changed && holds && decides && (
          <DecideForm judgements={judgements} share={version.entropy_share} onDone={onDone} />
        )}
      </div>
    </Panel>
  );
}
