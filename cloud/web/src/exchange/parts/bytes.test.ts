import { expect, test } from "vitest";

import { base64Of, bytesOf, bytesOfHex, hexRows, hexText, textOf } from "./bytes";

const ALL = Uint8Array.from({ length: 256 }, (_, at) => at);

test("bytes survive base64 and the way through digits", () => {
  expect(bytesOf(base64Of(ALL))).toEqual(ALL);
  expect(bytesOfHex(hexText(ALL))).toEqual(ALL);
  expect(bytesOfHex("  0a0B\n ff ")).toEqual(Uint8Array.from([10, 11, 255]));
  expect(bytesOfHex("")).toEqual(new Uint8Array());
});

test("what is no pair of digits is found where it stands", () => {
  expect(bytesOfHex("00 0g")).toEqual({ at: 3 });
  expect(bytesOfHex("000")).toEqual({ at: 2 });
});

test("text is text, bytes are not", () => {
  expect(textOf(new TextEncoder().encode("火警\n"))).toBe("火警\n");
  expect(textOf(Uint8Array.from([0xff, 0xfe]))).toBeNull();
  expect(textOf(Uint8Array.from([0x84, 0xa3, 0x73]))).toBeNull();
  expect(textOf(Uint8Array.from([0x41, 0x00]))).toBeNull();
});

test("a row shows where it is, sixteen bytes, and their signs", () => {
  const rows = hexRows(new TextEncoder().encode("0123456789abcdef!火"));
  expect(rows).toHaveLength(2);
  expect(rows[0]?.hex).toBe("30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66 ");
  expect(rows[1]).toMatchObject({ offset: "000010", text: "!···" });
});
