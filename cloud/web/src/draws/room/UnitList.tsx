import { useMemo, useState } from "react";

import { TextField } from "../../forms/TextField";
import { Panel } from "../../operator/works/Page";
import { Table, type Column } from "../../operator/works/Table";
import { useDrawWords } from "../useDrawWords";
import type { Frame, Plan, Unit } from "../verify/record";

const PAGE = 50;
const REASONS = [
  "closed",
  "suspended",
  "under-rectification",
  "under-investigation",
  "recently-inspected",
  "overdue",
] as const;

/** Strata in numbers, and every unit with its chance. */
export function UnitList({ plan, frame }: { plan: Plan; frame: Frame }) {
  const { t, speak, number, percent } = useDrawWords();
  const [sought, setSought] = useState("");
  const [shown, setShown] = useState(PAGE);
  const names = useMemo(() => new Map(plan.strata.map((row) => [row.id, row])), [plan]);
  const found = useMemo(() => {
    const text = sought.trim().toLowerCase();
    return text ? frame.units.filter((row) => `${row.unit} ${row.name}`.toLowerCase().includes(text)) : frame.units;
  }, [frame, sought]);
  const stratum = (id: string) => speak(names.get(id) ?? { zh: id, en: id });
  const why = (row: Unit) => {
    const known = REASONS.find((reason) => reason === row.reason);
    return known ? t(`reason.${known}`) : row.reason;
  };
  const strata: Column<Frame["strata"][number]>[] = [
    { key: "name", head: t("units.stratum"), cell: (row) => stratum(row.stratum) },
    ...(["base", "quota", "certain", "draw", "blind", "excluded"] as const).map((key) => ({
      key,
      head: t(`units.${key}`),
      number: true,
      cell: (row: Frame["strata"][number]) => number(row[key]),
    })),
  ];
  const columns: Column<Unit>[] = [
    {
      key: "unit",
      head: t("units.unit"),
      cell: (row) => (
        <>
          {row.name} <span className="muted num">{row.unit}</span>
        </>
      ),
    },
    { key: "stratum", head: t("units.stratum"), extra: true, cell: (row) => stratum(row.stratum) },
    { key: "risk", head: t("units.risk"), cell: (row) => row.risk || t("units.unscored") },
    { key: "credit", head: t("units.credit"), cell: (row) => row.credit || t("units.unscored") },
    {
      key: "status",
      head: t("units.status"),
      cell: (row) => [t(`units.status_${row.status}`), why(row)].filter(Boolean).join(" · "),
    },
    { key: "chance", head: t("units.chance"), number: true, cell: (row) => percent(row.chance, frame.denominator) },
  ];
  return (
    <Panel title={t("units.title")}>
      <p>{t("units.about", { units: number(frame.units.length), share: plan.risk_blind_share / 100 })}</p>
      <p>{t("units.band_origin")}</p>
      <Table caption={t("units.strata")} columns={strata} rows={frame.strata} rowKey={(row) => row.stratum} />
      <TextField
        label={t("units.find")}
        type="search"
        placeholder={t("units.find_hint")}
        maxLength={64}
        value={sought}
        onChange={(text) => {
          setSought(text);
          setShown(PAGE);
        }}
      />
      <p className="muted" role="status">
        {t("units.shown", { shown: number(Math.min(shown, found.length)), all: number(found.length) })}
      </p>
      <Table caption={t("units.caption")} columns={columns} rows={found.slice(0, shown)} rowKey={(row) => row.unit} />
      {found.length > shown && (
        <button
          type="button"
          className="button"
          onClick={() => {
            setShown(shown + PAGE);
          }}
        >
          {t("units.more")}
        </button>
      )}
    </Panel>
  );
}
