import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Gateway, Vitals } from "../api/types";
import { useSay } from "../hooks/useDesk";
import { formatBytes, formatNumber, formatTime } from "../time/format";
import { Age } from "./Age";
import { BusList } from "./BusList";
import { Icon, type IconName } from "./Icon";
import { ModelList } from "./ModelList";
import { StreamBooks } from "./StreamBooks";

const LINK_ICON: Record<Gateway["link"], IconName> = { online: "check", silent: "cross", never: "question" };

/** One figure with its name; `bad` says that someone should look. */
function Fact({ name, bad = false, children }: { name: string; bad?: boolean; children: ReactNode }) {
  return (
    <div className="fact" data-bad={bad ? true : undefined}>
      <dt>{name}</dt>
      <dd className="num">{children}</dd>
    </div>
  );
}

function Spool({ gateway }: { gateway: Gateway }) {
  const { t, i18n } = useTranslation();
  const { spool_bytes: used, spool_limit_bytes: limit } = gateway;
  const records = gateway.counts.reduce((sum, count) => sum + count.spooled, 0);
  if (used === null || limit === null) return <>{t("gateways.unknown")}</>;
  return (
    <>
      {t("gateways.spool_records", { count: records })}
      <span className="muted spool-bytes">
        {t("gateways.spool_of", {
          used: formatBytes(used, i18n.language),
          limit: formatBytes(limit, i18n.language),
        })}
      </span>
      <meter
        className="spool"
        min={0}
        max={limit}
        value={used}
        high={limit * 0.8}
        aria-label={t("gateways.spool")}
      />
    </>
  );
}

/** What goes on inside the gateway's process: what someone should act on, or else the rest. */
function Inside({ vitals, bad }: { vitals: Vitals; bad: boolean }) {
  const { t, i18n } = useTranslation();
  const { clock_offset_ms: offset, clock_offset_error_ms: error, certificate_days: days } = vitals;
  const restarts = Object.values(vitals.restarts).reduce((sum, count) => sum + count, 0);
  const number = (value: number) => formatNumber(Math.round(value), i18n.language);
  const facts: { name: string; bad: boolean; words: string }[] = [];
  if (offset !== null && error !== null) {
    const words = t("gateways.clock_offset_ms", { offset: number(offset), error: number(error) });
    facts.push({ name: t("gateways.clock_offset"), bad: Math.abs(offset) > 1000 + error, words });
  }
  if (vitals.broker === "backup") {
    facts.push({ name: t("gateways.broker"), bad: true, words: t("gateways.broker_backup") });
  }
  if (days !== null) {
    const left = t("gateways.certificate_days", { days: number(days) });
    const words = days < 0 ? t("gateways.certificate_over") : left;
    facts.push({ name: t("gateways.certificate"), bad: days < 14, words });
  }
  if (restarts > 0) facts.push({ name: t("gateways.restarts"), bad: false, words: number(restarts) });
  if (vitals.stuck.length > 0) {
    facts.push({ name: t("gateways.stuck"), bad: true, words: vitals.stuck.join(", ") });
  }
  if (vitals.config_fault) {
    facts.push({ name: t("gateways.config_fault"), bad: true, words: vitals.config_fault });
  }
  return facts
    .filter((fact) => fact.bad === bad)
    .map((fact) => (
      <Fact key={fact.name} name={fact.name} bad={fact.bad}>
        {fact.words}
      </Fact>
    ));
}

/** The link to one gateway: is it there, does it keep its promises, what has it lost. */
export function GatewayCard({ gateway }: { gateway: Gateway }) {
  const { t, i18n } = useTranslation();
  const speak = useSay();
  const evicted = gateway.counts.reduce((sum, count) => sum + count.evicted, 0);
  const quarantined = gateway.counts.reduce((sum, count) => sum + count.quarantined, 0);
  const told = gateway.last_seen !== null;
  const good = (value: boolean | null, yes: string, no: string) =>
    value === null || !told ? t("gateways.unknown") : value ? yes : no;
  return (
    <article
      className="gateway"
      data-testid="gateway-link"
      data-gateway={gateway.gateway}
      data-link={gateway.link}
      aria-label={gateway.gateway}
    >
      <div className="gateway-head">
        <span className="link-state" data-link={gateway.link}>
          <Icon name={LINK_ICON[gateway.link]} />
          {t(`gateways.${gateway.link}`)}
        </span>
        <h3>
          <span className="code">{gateway.gateway}</span>
          <span className="muted">{speak(gateway.building)}</span>
        </h3>
        <span className="gateway-seen">
          <span className="muted">{t("gateways.last_seen")}</span>{" "}
          {told ? <Age ts={gateway.last_seen} /> : t("gateways.never")}
        </span>
      </div>
      <dl className="gateway-facts">
        <Fact name={t("gateways.spool")}>
          <Spool gateway={gateway} />
        </Fact>
        <Fact name={t("gateways.lost")} bad={evicted > 0}>
          {evicted > 0
            ? t("gateways.lost_some", { count: evicted })
            : told
              ? t("gateways.lost_none")
              : t("gateways.unknown")}
        </Fact>
        <Fact name={t("gateways.clock")} bad={gateway.clock_synced === false}>
          {good(gateway.clock_synced, t("gateways.clock_good"), t("gateways.clock_bad"))}
        </Fact>
        <Fact name={t("gateways.receipts")} bad={gateway.link_ok === false}>
          {good(gateway.link_ok, t("gateways.receipts_good"), t("gateways.receipts_bad"))}
        </Fact>
        {gateway.vitals && <Inside vitals={gateway.vitals} bad />}
      </dl>
      <BusList buses={gateway.buses} believable={gateway.link === "online"} />
      {gateway.vitals && (
        <ModelList models={gateway.vitals.models} believable={gateway.link === "online"} />
      )}
      <details className="books">
        <summary>{t("gateways.more")}</summary>
        <dl className="gateway-facts">
          <Fact name={t("gateways.quarantined")} bad={quarantined > 0}>
            {formatNumber(quarantined, i18n.language)}
          </Fact>
          <Fact name={t("gateways.area")}>{gateway.area}</Fact>
          <Fact name={t("gateways.version")}>
            {gateway.version ?? t("gateways.unknown")}
            {gateway.started_at !== null && (
              <span className="muted">
                {" · "}
                {t("gateways.started")} {formatTime(gateway.started_at, "daytime", i18n.language)}
              </span>
            )}
          </Fact>
          {gateway.vitals && <Inside vitals={gateway.vitals} bad={false} />}
        </dl>
        <StreamBooks counts={gateway.counts} />
      </details>
    </article>
  );
}
