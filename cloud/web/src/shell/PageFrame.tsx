import { Suspense, type ReactNode } from "react";

import { LinkRow, type RowLink } from "../components/LinkRow";
import { PageTools } from "../components/PageTools";

interface Props {
  className: string;
  /** What the row of links is called. */
  label: string;
  links: readonly RowLink[];
  /** Said while the page comes. */
  loading: string;
  children: ReactNode;
}

/** A section of the pages: the links between its pages, the tools, and the page itself once it is loaded. */
export function PageFrame({ className, label, links, loading, children }: Props) {
  return (
    <div className={className}>
      <div className="op-bar">
        <LinkRow label={label} links={links} />
        <PageTools />
      </div>
      <Suspense
        fallback={
          <p role="status" className="empty">
            {loading}
          </p>
        }
      >
        {children}
      </Suspense>
    </div>
  );
}
