import { useInSight } from "../hooks/useInSight";

export interface RowLink {
  key: string;
  href: string;
  text: string;
  /** "true": the page that is looked at lies below this one. */
  current: "page" | "true" | undefined;
}

/** A row of links; the one that is current is never out of sight. */
export function LinkRow({ label, links, className = "" }: { label: string; links: readonly RowLink[]; className?: string }) {
  const row = useInSight(links.find((link) => link.current)?.key);
  return (
    <nav ref={row} className={`op-nav ${className}`} aria-label={label}>
      <ul>
        {links.map((link) => (
          <li key={link.key}>
            <a href={link.href} aria-current={link.current}>
              {link.text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
