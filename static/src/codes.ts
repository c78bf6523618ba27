// Codes of addresses as people type them. The same as `layers/codes.py`, held to the same vectors; knows no page.

export const ALPHABET = "23456789CDFHJKLMNPRTVWX";
export const AFTER_PREFIX = 7;

const MODULUS = 23;
const RADIX = 5;
const EXAMPLE = "XT432J";
const LONGEST_TYPED = 300;
// Also what phones and word processors put in the place of spaces, hyphens and dots.
const DROPPED = /[ \t\r\n\f\v\xa0\xad\u1680\u2000-\u200d\u2010-\u2015\u2028\u2029\u202f\u205f\u2060\u2212\u3000\ufeff._\xb7•-]/g;
const LINK = /\/d\/([^/?#\s]*)/i;
// What a keyboard for Vietnamese makes of D and W, and a letter that looks the same.
const KEYBOARD: Record<string, string> = { Đ: "D", Ð: "D", Ư: "W" };
// What no code has, and what it was most likely taken for. A wrong guess is one wrong character: the check finds it.
const LOOK_ALIKES: Record<string, string> = { B: "8", S: "5", Z: "2", G: "6", I: "L", "1": "L", U: "V", Y: "V" };
// Digits of identity cards, old and new, and of telephones.
const OF_PEOPLE = [9, 10, 12];

export type Fault = "empty" | "number" | "keyboard" | "character" | "length" | "prefix" | "check";

/** A character that no code has, read as one that looks like it. place: the first is 1. */
export interface Guess {
  place: number;
  typed: string;
  read: string;
}

/** A code that is right in itself; whether anything has it is another matter. */
export interface Accepted {
  code: string;
  guesses: readonly Guess[];
}

/**
 * What is wrong, and where. character: the one that no code has, at `place` (the first is 1; separators are not counted);
 * of "prefix": what stands where the prefix should. length: of "length", characters beside the prefix; of "number", digits.
 */
export interface Refused {
  fault: Fault;
  character: string;
  place: number;
  length: number;
}

/** The check character over `text`, which has characters of the alphabet alone. */
export function checkCharacter(text: string): string {
  let product = 0;
  for (const character of text) product = ((product + ALPHABET.indexOf(character)) * RADIX) % MODULUS;
  return ALPHABET.charAt((((1 - product) % MODULUS) + MODULUS) % MODULUS);
}

/** Whether the last character is the check character of those before it. */
export function isValid(code: string): boolean {
  return code.length > 1 && [...code].every((sign) => ALPHABET.includes(sign)) && checkCharacter(code.slice(0, -1)) === code.slice(-1);
}

/** The code of an address as it stands on a plate: ND-XT4-32JN. */
export function printed(code: string): string {
  return `${code.slice(0, 2)}-${code.slice(2, 5)}-${code.slice(5)}`;
}

/** A code to show how they look. */
export function example(prefix: string): string {
  return prefix + EXAMPLE + checkCharacter(prefix + EXAMPLE);
}

/** The code of an address that was typed, pasted or scanned; a link to one is read, too. */
export function readAddressCode(typed: string, prefix: string): Accepted | Refused {
  const count = [...typed].length;
  if (count > LONGEST_TYPED) return refused("length", { length: count });
  const signs = signsOf(typed);
  if (signs.length === 0) return refused("empty");
  if (OF_PEOPLE.includes(signs.length) && signs.every((sign) => sign >= "0" && sign <= "9")) return refused("number", { length: signs.length });
  const text = signs.map((sign) => LOOK_ALIKES[sign] ?? sign);
  const wrong = text.findIndex((sign) => !ALPHABET.includes(sign));
  if (wrong >= 0) return unknown(text[wrong] ?? "", wrong + 1);
  return checked(text.join(""), prefix, guessesIn(signs));
}

/** What counts of what was typed, in capitals. */
function signsOf(typed: string): string[] {
  const text = (LINK.exec(typed)?.[1] ?? typed).normalize("NFC").replace(DROPPED, "");
  return [...text].map(capital).map((sign) => KEYBOARD[sign] ?? sign);
}

function capital(sign: string): string {
  const upper = sign.toUpperCase();
  return [...upper].length === 1 ? upper : sign;
}

function guessesIn(signs: readonly string[]): Guess[] {
  return signs.flatMap((typed, index) => {
    const read = LOOK_ALIKES[typed];
    return read === undefined ? [] : [{ place: index + 1, typed, read }];
  });
}

function unknown(sign: string, place: number): Refused {
  const isLetter = /\p{L}/u.test(sign) && sign > "\x7f";
  return refused(isLetter ? "keyboard" : "character", { character: sign, place });
}

/** The code in `text`, which has characters of codes alone, with its prefix or without. */
function checked(text: string, prefix: string, guesses: readonly Guess[]): Accepted | Refused {
  const whole = AFTER_PREFIX + prefix.length;
  const begins = text.startsWith(prefix);
  if (text.length === AFTER_PREFIX && isValid(prefix + text)) return { code: prefix + text, guesses };
  if (text.length !== whole && (text.length !== AFTER_PREFIX || begins)) {
    return refused("length", { length: text.length - (begins ? prefix.length : 0) });
  }
  if (text.length === whole && !begins) return refused("prefix", { character: text.slice(0, prefix.length) });
  return text.length === whole && isValid(text) ? { code: text, guesses } : refused("check");
}

function refused(fault: Fault, more: Partial<Refused> = {}): Refused {
  return { fault, character: "", place: 0, length: 0, ...more };
}
