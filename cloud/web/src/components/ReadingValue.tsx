import { useTranslation } from "react-i18next";

import type { Quality, Reading } from "../api/types";
import { isDrawn } from "../curve/spans";
import { useTerms } from "../hooks/useDesk";
import { formatNumber } from "../time/format";
import { Age } from "./Age";

/** One latest value: name, number with unit, age, and its quality in words when it is not good. */
export function ReadingValue({ reading, belief }: { reading: Reading; belief: Quality }) {
  const { t, i18n } = useTranslation();
  const terms = useTerms();
  const { name, unit } = terms.analog(reading.analog_type);
  const quality = reading.quality === "good" ? belief : reading.quality;
  return (
    <div className="reading" data-quality={quality} data-minor={!isDrawn(reading.analog_type) || undefined}>
      <dt>{name}</dt>
      <dd>
        {reading.value === null ? (
          <span className="reading-none">{t("parts.no_value")}</span>
        ) : (
          <span className="reading-value num">
            {formatNumber(reading.value, i18n.language)}
            <span className="unit"> {unit}</span>
          </span>
        )}
        <span className="reading-foot">
          <Age ts={reading.ts} />
          {quality !== "good" && <span className="reading-quality">{terms.quality(quality)}</span>}
        </span>
      </dd>
    </div>
  );
}
