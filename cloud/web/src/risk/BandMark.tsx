import { fillOf, Patterns } from "../operator/map/Patterns";
import { BANDS, type Band } from "./api";
import { FILL } from "./bands";
import { useRiskWords } from "./useRiskWords";

/** The patterns that every mark of a page uses: once a page. */
export function BandPatterns() {
  return (
    <svg width="0" height="0" className="risk-patterns" aria-hidden="true" focusable="false">
      <Patterns />
    </svg>
  );
}

export function BandSwatch({ band }: { band: Band }) {
  return (
    <svg className="risk-swatch" width="16" height="16" aria-hidden="true" focusable="false">
      <rect x="0.5" y="0.5" width="15" height="15" className="swatch" fill={fillOf(FILL[band])} />
    </svg>
  );
}

/** A band by number, word and hatching. */
export function BandMark({ band }: { band: Band }) {
  const { t } = useRiskWords();
  return (
    <span className="risk-band" data-band={band} data-high={band === "III" || band === "IV" || undefined}>
      <BandSwatch band={band} /> {t(`band.${band}`)}
    </span>
  );
}

/** How many there are in each band: one bar in four parts, and the same in words. */
export function BandBar({ bands, label }: { bands: Record<Band, number>; label: string }) {
  const { t, number } = useRiskWords();
  const all = BANDS.reduce((sum, band) => sum + bands[band], 0);
  const ends = BANDS.map((_, n) => BANDS.slice(0, n).reduce((sum, band) => sum + bands[band], 0));
  return (
    <div className="risk-bands">
      {all > 0 && (
        <svg viewBox="0 0 400 16" preserveAspectRatio="none" className="risk-bar" aria-hidden="true" focusable="false">
          {BANDS.map((band, n) => (
            <rect
              key={band}
              x={((ends[n] ?? 0) / all) * 400}
              width={(bands[band] / all) * 400}
              height="16"
              fill={fillOf(FILL[band])}
            />
          ))}
        </svg>
      )}
      <ul aria-label={label}>
        {BANDS.map((band) => (
          <li key={band}>
            <BandSwatch band={band} /> {t(`band.${band}`)} <strong className="num">{number(bands[band])}</strong>
          </li>
        ))}
      </ul>
    </div>
  );
}
