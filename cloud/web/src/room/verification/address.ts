/** The address that a link opens. The token stands behind the `#`, which browsers send to nobody. */

export const SITE = "site";

interface Where {
  origin: string;
  pathname: string;
}

export const siteAddress = ({ origin, pathname }: Where, token: string) =>
  `${origin}${pathname}#/${SITE}/${token}`;

/** The token of an address; null: it is another page's. */
export function tokenOf(hash: string): string | null {
  const found = new RegExp(`^#/${SITE}/([\\w-]+)$`).exec(hash);
  return found?.[1] ?? null;
}

/** Whether an address means the machine it is opened on, so that no phone reaches this one by it. */
export const isLoopback = (address: string) => /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(address).hostname);
