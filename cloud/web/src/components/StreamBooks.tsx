import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

import type { StreamCount } from "../api/types";
import { formatNumber } from "../time/format";

const COLUMNS = ["published", "stored", "quarantined", "spooled", "evicted"] as const;
const KNOWN = ["event", "reading", "health", "reply"] as const;

function streamName(stream: string, t: TFunction): string {
  const known = KNOWN.find((name) => name === stream);
  return known ? t(`gateways.stream_${known}`) : stream;
}

/** The books of each stream: nothing published may be unaccounted for. */
export function StreamBooks({ counts }: { counts: readonly StreamCount[] }) {
  const { t, i18n } = useTranslation();
  if (counts.length === 0) return null;
  return (
    <table>
      <caption>{t("gateways.books")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("gateways.stream")}</th>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`gateways.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {counts.map((count) => (
          <tr key={count.stream}>
            <th scope="row">{streamName(count.stream, t)}</th>
            {COLUMNS.map((column) => (
              <td key={column} className="num">
                {formatNumber(count[column], i18n.language)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
