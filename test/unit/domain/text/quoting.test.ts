import {execFileSync} from 'node:child_process';

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {shellQuote} from '../../../../src/lib/domain/text/shell-quote.js';
import {systemdQuote} from '../../../../src/lib/domain/text/systemd-quote.js';

/** What a word may be: any text without NUL, which no argument can hold; the nasty characters more often. */
const nasty = fc.constantFrom(
  ...'\'"\\$`%*?~#!&|;<>()[]{} \t\n-=:äß→😀'.split(''),
  '$$',
  '%%',
  "'\\''",
  '\\n',
);
const character = fc.oneof(nasty, fc.string({minLength: 1, maxLength: 1, unit: 'binary'}));
const word = fc
  .array(character, {maxLength: 12})
  .map(parts => parts.join(''))
  .filter(text => !text.includes('\0') && !/\p{Surrogate}/u.test(text));

describe('shellQuote', () => {
  it('gives a real shell the very word', () => {
    fc.assert(
      // Many words to a shell: starting it is what costs time.
      fc.property(fc.array(word, {minLength: 20, maxLength: 60}), words => {
        const script = `printf '%s\\0' ${words.map(shellQuote).join(' ')}`;

        const read = execFileSync('sh', ['-c', script], {encoding: 'utf8'}).split('\0').slice(0, -1);

        expect(read).toEqual(words);
      }),
      {numRuns: 25},
    );
  });

  it('gives it as the value of a variable too, as in an env file', () => {
    fc.assert(
      fc.property(fc.array(word, {minLength: 5, maxLength: 20}), words => {
        const file = words.map((text, index) => `V${index}=${shellQuote(text)}`).join('\n');
        const show = `printf '%s\\0' ${words.map((_, index) => `"$V${index}"`).join(' ')}`;

        const read = execFileSync('sh', ['-c', `${file}\n${show}`], {encoding: 'utf8'})
          .split('\0')
          .slice(0, -1);

        expect(read).toEqual(words);
      }),
      {numRuns: 10},
    );
  });
});

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  s: ' ',
};

/** One C escape behind a backslash: the text and how long the escape was. */
function unescaped(text: string): [text: string, length: number] {
  const hex = /^x([0-9a-f]{2})/i.exec(text);
  if (hex !== null) return [String.fromCharCode(Number.parseInt(hex[1]!, 16)), 3];
  return [ESCAPES[text[0]!] ?? text[0]!, 1];
}

/** Reads one word of an ExecStart line as systemd.service(5) says: quotes and C escapes, then `%%`, then `$$`. */
function readBySystemd(quoted: string): string {
  if (/[\n\r]/.test(quoted)) throw new Error('the line ends inside the word');
  let text = '';
  let inside = false;
  for (let at = 0; at < quoted.length; at++) {
    const next = quoted[at]!;
    if (next === '"') {
      inside = !inside;
    } else if (next === '\\') {
      const [plain, length] = unescaped(quoted.slice(at + 1));
      text += plain;
      at += length;
    } else if (!inside && /\s/.test(next)) {
      throw new Error('the word ends');
    } else {
      text += next;
    }
  }
  if (inside) throw new Error('a quote is open');
  if (/(?<!%)(?:%%)*%(?!%)/.test(text)) throw new Error('a specifier');
  if (/(?<!\$)(?:\$\$)*\$(?!\$)/.test(text)) throw new Error('a variable');
  return text.replaceAll('%%', '%').replaceAll('$$', '$');
}

describe('systemdQuote', () => {
  // Line breaks cannot come here: validate refuses control characters in settings.
  const line = word.filter(text => !/[\u0000-\u001f\u007f]/.test(text));

  it('is read back by the rules of systemd', () => {
    fc.assert(
      fc.property(line, text => {
        expect(readBySystemd(systemdQuote(text))).toBe(text);
      }),
      {numRuns: 1000},
    );
  });
});
