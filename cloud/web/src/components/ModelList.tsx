import { useTranslation } from "react-i18next";

import { type GatewayModel, MODELS } from "../api/types";
import { formatNumber } from "../time/format";
import { Icon } from "./Icon";

/** How many scores fell into each tenth: ten bars on a scale of logarithms, for most scores are low. */
function Scores({ scores }: { scores: readonly number[] }) {
  const { t, i18n } = useTranslation();
  const most = Math.log1p(Math.max(...scores, 1));
  const high = scores.slice(5).reduce((sum, count) => sum + count, 0);
  const label = t("models.scores_label", { count: formatNumber(high, i18n.language) });
  return (
    <svg className="scores" viewBox="0 0 100 24" role="img" aria-label={label} preserveAspectRatio="none">
      <title>{label}</title>
      {scores.map((count, tenth) => {
        const height = count === 0 ? 0 : Math.max(2, (Math.log1p(count) / most) * 24);
        return (
          <rect key={tenth} x={tenth * 10 + 0.5} width={9} y={24 - height} height={height} data-high={tenth >= 5} />
        );
      })}
      <line x1={0} x2={100} y1={24} y2={24} />
    </svg>
  );
}

function Model({ model, believable }: { model: GatewayModel; believable: boolean }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => formatNumber(value, i18n.language);
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 1 });
  const known = MODELS.find((name) => name === model.model);
  const odd = model.drift.filter((channel) => (channel.outside ?? 0) > 0);
  const bad = model.fault !== "";
  return (
    <li className="model" data-bad={bad || undefined}>
      <span className="model-name">
        <Icon name={bad ? "cross" : believable ? "check" : "question"} />
        {known ? t(`models.${known}`) : model.model}
      </span>
      <span className="model-mode" data-mode={model.mode}>
        {t(`models.${model.mode}`)}
      </span>
      <span className="num">
        {t("models.looks", { rows: number(model.rows), standing: number(model.standing) })}
        {model.seldom > 0 && ` · ${t("models.seldom", { count: number(model.seldom) })}`}
      </span>
      {model.scores.length > 0 && <Scores scores={model.scores} />}
      {bad && <span className="model-fault">{model.fault}</span>}
      <span className="model-more muted num">
        {[
          t("models.count", { raised: number(model.raised), ended: number(model.ended) }),
          model.hash && `${model.version} · ${model.hash}`,
          model.tick_us_mean !== null && t("models.tick", { ms: number(Math.round(model.tick_us_mean / 10) / 100) }),
          model.stale_share !== null &&
            model.stale_share > 0 &&
            t("models.stale", { share: percent.format(model.stale_share) }),
          ...odd.map((channel) =>
            t("models.outside", { channel: channel.channel, share: percent.format(channel.outside ?? 0) }),
          ),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </li>
  );
}

/** The models on a gateway: what each looks at, what it scores, and whether its inputs are like those it learnt. */
export function ModelList({ models, believable }: { models: readonly GatewayModel[]; believable: boolean }) {
  const { t } = useTranslation();
  const shown = models.filter((model) => model.rows > 0 || model.fault !== "");
  if (shown.length === 0) return null;
  return (
    <ul className="models" aria-label={t("models.title")} data-believable={believable}>
      {shown.map((model) => (
        <Model key={model.model} model={model} believable={believable} />
      ))}
    </ul>
  );
}
