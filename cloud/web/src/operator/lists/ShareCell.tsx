import type { Share } from "../api";
import { count, percent } from "../figures";
import { useWords } from "../words/useWords";

/** A share, a bar of it, and the two counts that make it. */
export function ShareCell({ share, href }: { share: Share; href?: string }) {
  const { t, language } = useWords();
  const text = percent(share.share, language);
  const bad = share.share !== null && share.share < 0.95;
  return (
    <span className="op-share" data-bad={bad || undefined}>
      {href ? <a href={href}>{text}</a> : text}
      <svg viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect width="100" height="5" className="bar-ground" />
        <rect width={(share.share ?? 0) * 100} height="5" className="bar" />
      </svg>
      <span className="muted op-counts">
        {t("share.of", { over: count(share.over, language), under: count(share.under, language) })}
      </span>
    </span>
  );
}
