import type { ReactNode } from "react";

import type { Summary } from "../api";
import { count, NONE, percent, rate } from "../figures";
import { coverageHref, flowHref, gatewaysHref, lettersHref } from "../links";
import { Info } from "../works/State";
import { useWords } from "../words/useWords";
import { Sparkline } from "./Sparkline";

interface Tile {
  name: string;
  value: string;
  href: string;
  note?: ReactNode;
  spark?: readonly (number | null)[];
  least?: number;
  bad?: boolean;
  info?: string;
}

function TileCard({ tile }: { tile: Tile }) {
  return (
    <li className="op-tile" data-bad={tile.bad ? true : undefined}>
      <div className="op-tile-name">
        {tile.name}
        {tile.info && <Info title={tile.name}>{tile.info}</Info>}
      </div>
      <a className="op-tile-value num" href={tile.href}>
        {tile.value}
      </a>
      {tile.note && <div className="op-tile-note num">{tile.note}</div>}
      {tile.spark && <Sparkline values={tile.spark} least={tile.least ?? 0} />}
    </li>
  );
}

/** What an area stands like now, each figure with its last day and the list behind it. */
export function Tiles({ summary, certificateDays }: { summary: Summary; certificateDays: number }) {
  const { t, language, span } = useWords();
  const { figures, day } = summary;
  const area = figures.area;
  const number = (value: number) => count(value, language);
  const tiles: Tile[] = [
    {
      name: t("figure.online_rate"),
      value: percent(figures.online_rate, language),
      href: gatewaysHref({ area, link: "online" }),
      spark: day.online_rate,
      least: 0.02,
      bad: figures.online_rate !== null && figures.online_rate < 0.9,
      note: t("tile.online", { online: number(figures.online), total: number(figures.online + figures.silent) }),
      info: t("info.online_rate"),
    },
    {
      name: t("figure.silent"),
      value: number(figures.silent),
      href: gatewaysHref({ area, link: "silent" }),
      bad: figures.silent > 0,
      note: <a href={gatewaysHref({ area, link: "never" })}>{t("tile.never", { count: figures.never })}</a>,
    },
    {
      name: t("figure.messages_per_s"),
      value: rate(figures.messages_per_s, language),
      href: flowHref({ area }),
      spark: day.messages_per_s,
    },
    {
      name: t("figure.values_per_s"),
      value: rate(figures.values_per_s, language),
      href: flowHref({ area }),
      spark: day.values_per_s,
    },
    {
      name: t("figure.lag_p99"),
      value: figures.lag_p99_ms === null ? NONE : span(figures.lag_p99_ms),
      href: flowHref({ area }),
      spark: day.lag_p99_ms,
      bad: figures.lag_p99_ms !== null && figures.lag_p99_ms > 10_000,
      note: figures.lag_p50_ms === null ? undefined : t("tile.p50", { value: span(figures.lag_p50_ms) }),
      info: t("info.lag"),
    },
    {
      name: t("figure.dead_letters"),
      value: number(figures.dead_letters),
      href: lettersHref({ area }),
      spark: day.quarantined,
      bad: figures.dead_letters > 0,
      note: t("tile.today", { count: figures.quarantined_day }),
    },
    {
      name: t("figure.shed_day"),
      value: number(figures.shed_day),
      href: flowHref({ area }),
      spark: day.shed,
      bad: figures.shed_day > 0,
      info: t("info.shed"),
    },
    {
      name: t("figure.certificates"),
      value: number(figures.certificates_ending),
      href: gatewaysHref({ area, certificate_days: certificateDays }),
      bad: figures.certificates_ending > 0,
      note: <a href={gatewaysHref({ area, enrolled: true })}>{t("tile.enrolled", { count: figures.enrolled })}</a>,
    },
    {
      name: t("figure.clock_faults"),
      value: number(figures.clock_faults),
      href: gatewaysHref({ area, clock_fault: true }),
      bad: figures.clock_faults > 0,
    },
    {
      name: t("figure.coverage"),
      value: percent(figures.coverage, language),
      href: coverageHref({ area }),
      note: t("tile.heard", {
        heard: number(figures.organisations_heard),
        total: number(figures.organisations),
      }),
      info: t("info.coverage"),
    },
    {
      name: t("figure.unbound"),
      value: number(figures.unbound),
      href: gatewaysHref({ area, unbound: true }),
      bad: figures.unbound > 0,
    },
  ];
  return (
    <ul className="op-tiles" aria-label={t("tile.label")}>
      {tiles.map((tile) => (
        <TileCard key={tile.name} tile={tile} />
      ))}
    </ul>
  );
}
