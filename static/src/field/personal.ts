// Numbers that belong to a person, found before they are written down. The same as loaders/personal.py, without looking behind:
// older browsers cannot.

export type PersonalKind = "labelled" | "citizen" | "phone";

const PROVINCE_CODES =
  "001|002|004|006|008|010|011|012|014|015|017|019|020|022|024|025|026|027|030|031|033|034|035|036|037|038|040|042|" +
  "044|045|046|048|049|051|052|054|056|058|060|062|064|066|067|068|070|072|074|075|077|079|080|082|083|084|086|087|" +
  "089|091|092|093|094|095|096";
// These stand between other figures, too: of a chain of lanes, a day, a time.
const SIGN = "/;:|*'\u2019";
const UNSEEN = "\\u200b\\u200c\\u200d\\u2060\\ufeff\\xad";
const GAP = `[${UNSEEN}]*(?:\\r\\n|[ .,_()\\-\\u2010-\\u2015\\u2212\\xa0\\u2009\\u202f\\t\\r\\n]|\\) |\\. |- | -| ?[${SIGN}]{1,2} ?)?[${UNSEEN}]*`;
const PROVINCES = PROVINCE_CODES.split("|").map((code) => [...code].join(GAP)).join("|");
const LABEL = "(?:cmnd|cmtnd|cmt|cccd|chứng minh|căn cước)";
const PREFIX = `(?:\\(?\\+84\\)?${GAP}|0084${GAP}|84[ \\-]?)(?:\\(?0\\)?[ .\\-]?)?`;
const PERSONAL =
  `${LABEL}[^0-9]{0,30}(?<labelled>[0-9](?:${GAP}[0-9]){8}(?:(?:${GAP}[0-9]){3})?)(?![0-9])` +
  "|(?<alone>(?:" +
  `(?<citizen>(?:${PROVINCES})${GAP}(?:[01]${GAP}[0-9]|[23]${GAP}[0-4])(?:${GAP}[0-9]){7})` +
  `|(?<phone>(?:(?<home>\\(?0${GAP})|${PREFIX})(?<own>[35789](?:${GAP}[0-9]){8}))` +
  ")(?![0-9])(?!\\.[0-9]))";
// How people group the digits; “05.07.2025 12” is a day, and no phone number.
const GROUPS: Record<"citizen" | "phone", ReadonlySet<string>> = {
  citizen: new Set(["12", "3 9", "3 3 3 3", "4 4 4", "3 3 6", "6 6", "3 1 2 6", Array(12).fill(1).join(" ")]),
  phone: new Set(["10", "4 3 3", "3 3 4", "3 4 3", "4 6", "4 2 2 2", "2 4 4", "2 2 2 2 2", "5 5", "3 7", "2 8", "4 4 2", "2 3 5", "1 3 3 3", Array(10).fill(1).join(" ")]),
};
// With SIGN between: “03/11/25 08:30” is a moment, “05/2025/1200” has a year in it.
const ALIKE = "2 2 2 2 2";
const DATED = "2 4 4";
const FEWEST = 3;
const DIGITS = /[0-9]+/g;
const UNSEEN_LETTER = new RegExp(`[${UNSEEN}]`, "g");
const ANY_DIGIT = /^\p{Nd}$/u;

/** What kind of number of a person `text` has first; null: none. */
export function findPersonal(text: string): PersonalKind | null {
  const plain = withPlainDigits(text);
  const pattern = new RegExp(PERSONAL, "giu");
  for (let found = pattern.exec(plain); found !== null; found = pattern.exec(plain)) {
    const kind = kindOf(found);
    const isInside = found.groups?.["alone"] !== undefined && followsNumber(plain, found.index);
    if (!isInside && isGrouped(found, kind)) return kind;
    // The number of a house may stand before one: “03/1 0912 345 678”.
    pattern.lastIndex = found.index + (isInside ? 1 : (/^[^0-9]*[0-9]+/.exec(found[0])?.[0].length ?? found[0].length));
  }
  return null;
}

function kindOf({ groups }: RegExpExecArray): PersonalKind {
  if (groups?.["labelled"] !== undefined) return "labelled";
  return groups?.["citizen"] !== undefined ? "citizen" : "phone";
}

/** Whether what begins here is the rest of a longer number. */
function followsNumber(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 2), at);
  return /[0-9]$/.test(before) || /[0-9][.,]$/.test(before);
}

function isGrouped({ groups }: RegExpExecArray, kind: PersonalKind): boolean {
  if (kind === "labelled") return true;
  const whole = groups?.[kind] ?? "";
  const isAbroad = kind === "phone" && groups?.["home"] === undefined;
  const digits = (isAbroad ? `0${groups?.["own"] ?? ""}` : whole).replace(UNSEEN_LETTER, "");
  const sizes = (digits.match(DIGITS) ?? []).map((group) => group.length);
  const first = sizes[0] ?? 0;
  // “(08) 3915 2836” is the line of an office in its former spelling.
  const isOffice = whole.startsWith("(0") && first > 1 && first < FEWEST;
  return GROUPS[kind].has(sizes.join(" ")) && !isOffice && !isDated(sizes.join(" "), digits);
}

/** Whether what stands between the digits makes a day or a time of them. */
function isDated(sizes: string, digits: string): boolean {
  const between = new Set(digits.split(DIGITS).slice(1, -1).map((gap) => gap.trim()));
  if (![...between].some((gap) => [...gap].some((sign) => SIGN.includes(sign)))) return false;
  return (sizes === ALIKE && between.size > 1) || (sizes === DATED && between.size === 1 && between.has("/"));
}

/** The same with digits of ASCII: keyboards of East Asia have wide ones. */
function withPlainDigits(text: string): string {
  return [...text].map((letter) => (letter > "\x7f" && ANY_DIGIT.test(letter) ? String(valueOf(letter)) : letter)).join("");
}

/** Digits of a script stand in a row from its zero on. */
function valueOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (ANY_DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
}
