/** Bytes as people see and write them. Pure. */

const ROW = 16;

export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

export function base64Of(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The bytes as text; null where they are none, or hold signs that no text has. */
export function textOf(bytes: Uint8Array): string | null {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
  // eslint-disable-next-line no-control-regex -- that is what tells bytes from text.
  return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? null : text;
}

const hex = (byte: number) => byte.toString(16).padStart(2, "0");

/** Offset, sixteen bytes, and what of them is plain ASCII, a row each. */
export function hexRows(bytes: Uint8Array): { offset: string; hex: string; text: string }[] {
  const rows = [];
  for (let at = 0; at < bytes.length; at += ROW) {
    const part = [...bytes.subarray(at, at + ROW)];
    rows.push({
      offset: at.toString(16).padStart(6, "0"),
      hex: `${part.slice(0, 8).map(hex).join(" ")}  ${part.slice(8).map(hex).join(" ")}`.padEnd(ROW * 3 + 1),
      text: part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join(""),
    });
  }
  return rows;
}

/** Bytes to be edited: pairs of digits, sixteen a line. */
export const hexText = (bytes: Uint8Array) =>
  hexRows(bytes)
    .map((row) => row.hex.trim().replace(/ {2}/, " "))
    .join("\n");

/** The bytes that pairs of digits stand for, or the place of what is none. */
export function bytesOfHex(text: string): Uint8Array | { at: number } {
  const found: number[] = [];
  const pairs = /\s*(?:([0-9a-fA-F]{2})|$)/y;
  while (pairs.lastIndex < text.length) {
    const begin = pairs.lastIndex;
    const pair = pairs.exec(text);
    if (!pair) return { at: begin + (/^\s*/.exec(text.slice(begin))?.[0].length ?? 0) };
    if (pair[1] !== undefined) found.push(Number.parseInt(pair[1], 16));
  }
  return Uint8Array.from(found);
}
