import { count, percent } from "../figures";
import { gatewaysHref } from "../links";
import { useData, FIGURES_MS } from "../useData";
import { State } from "../works/State";
import { useWords } from "../words/useWords";

const SHOWN = 6;

/** Which versions of the agent run, most used first; each leads to its gateways. */
export function VersionsBar({ area }: { area: string }) {
  const { t, language } = useWords();
  const loaded = useData<{ items: { version: string; gateways: number }[] }>(
    "/fleet/versions",
    { area },
    FIGURES_MS,
  );
  const items = loaded.data?.items ?? [];
  const total = items.reduce((sum, { gateways }) => sum + gateways, 0);
  if (!loaded.data || items.length === 0) return <State loaded={loaded} empty />;
  const shown = items.slice(0, SHOWN);
  return (
    <ul className="op-bars">
      {shown.map(({ version, gateways }) => (
        <li key={version}>
          <a href={gatewaysHref({ area, version: version || undefined })} className="code">
            {version || t("versions.untold")}
          </a>
          <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect width="100" height="8" className="bar-ground" />
            <rect width={(gateways / total) * 100} height="8" className="bar" />
          </svg>
          <span className="num">{count(gateways, language)}</span>
          <span className="num muted">{percent(gateways / total, language)}</span>
        </li>
      ))}
      {items.length > SHOWN && (
        <li className="muted">{t("versions.more", { count: items.length - SHOWN })}</li>
      )}
    </ul>
  );
}
