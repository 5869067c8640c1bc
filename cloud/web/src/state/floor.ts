/** The storey that a place's Chinese name begins with, so that lists run through the building and not the dictionary. */

const DIGITS = "零一二三四五六七八九";
const ROOF = 1000;
const ELSEWHERE = 999;

/** 二 → 2, 十 → 10, 十二 → 12, 二十三 → 23, 17 → 17; null when it is no number. */
export function chineseNumber(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  const [tens, ones, more] = text.includes("十") ? text.split("十") : ["零", text];
  const ten = tens === "" ? 1 : DIGITS.indexOf(tens ?? "");
  const one = ones === "" ? 0 : DIGITS.indexOf(ones ?? "");
  return ten < 0 || one < 0 || more !== undefined ? null : ten * 10 + one;
}

/** 地下二层 → -2, 三层 → 3, 12层 → 12, a roof above all, and what names no storey just below the roof. */
export function floorOf(place: string): number {
  const storey = /^(地下)?([零一二三四五六七八九十\d]+)[层楼]/.exec(place);
  const number = storey?.[2] === undefined ? null : chineseNumber(storey[2]);
  if (number !== null) return storey?.[1] ? -number : number;
  if (/^(屋面|屋顶|楼顶)/.test(place)) return ROOF;
  return place.startsWith("地下") ? -1 : ELSEWHERE;
}
