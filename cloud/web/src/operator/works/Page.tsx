import { useEffect, useRef, type ReactNode } from "react";

import { areaHref } from "../links";
import type { PathStep } from "../api";
import { useWords } from "../words/useWords";

interface Props {
  title: string;
  /** From the region down to where the page stands. */
  path?: readonly PathStep[] | undefined;
  /** Where a step of the path leads; else to the area's figures. */
  pathHref?: (area: string) => string;
  tools?: ReactNode;
  children: ReactNode;
}

/** One page of the operator's: where one is, what can be done, and the rest. Its heading takes the focus. */
export function Page({ title, path, pathHref = areaHref, tools, children }: Props) {
  const { t, speak } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t("page.product")}`;
  }, [title, t]);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <main className="op-page">
      <header className="op-head">
        <div>
          {path && path.length > 0 && (
            <nav aria-label={t("page.path")}>
              <ol className="op-path">
                {path.map((step) => (
                  <li key={step.area}>
                    <a href={pathHref(step.area)}>{speak(step.name)}</a>
                  </li>
                ))}
              </ol>
            </nav>
          )}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
        </div>
        {tools && <div className="op-tools">{tools}</div>}
      </header>
      {children}
    </main>
  );
}

/** A part of a page under its own heading. */
export function Panel({
  title,
  tools,
  className = "",
  children,
}: {
  title: string;
  tools?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section className={`op-panel ${className}`} aria-label={title}>
      <div className="op-panel-head">
        <h2>{title}</h2>
        {tools}
      </div>
      {children}
    </section>
  );
}
