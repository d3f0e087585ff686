import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {printable} from '../text/printable.js';
import {knownValues} from './assignments.js';
import {configFile, envFile} from './example-files.js';
import {isServer} from './judged.js';
import type {ProcessRule} from './rule.js';
import {rewritten, shown} from './wording.js';

/** Straight and typographic quotes, and the accents that are taken for them. */
const QUOTE = '["\'`\u00b4\u2018-\u201f\u00ab\u00bb]';
const QUOTE_IN_FRONT = new RegExp(`^${QUOTE}`);
const QUOTE_BEHIND = new RegExp(`${QUOTE}$`);

/** Spaces that are no space, what has no width, and the mark that editors of Windows put in front of a file. */
const INVISIBLE = /[\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]/;
const ALL_INVISIBLE = new RegExp(INVISIBLE, 'g');

/** A value may be long; nobody needs more of it to see what is wrong. */
const LOOKED_AT = 64 * 1024;

/** pflag reads a list as CSV, in which quotes mean something; JSON has quotes of its own. */
function keepsQuotes(process: EtcdProcess, {setting, name}: Assignment): boolean {
  // Addresses have a rule of their own for quotes.
  if (name === 'log-rotation-config-json' || name === 'initial-cluster') return false;
  if (setting?.type === 'url-list' && name !== 'cors') return false;
  return isServer(process) || setting?.type !== 'string-list';
}

function isQuoted({value}: Assignment): boolean {
  return QUOTE_IN_FRONT.test(value) || QUOTE_BEHIND.test(value);
}

const quotedValue: ProcessRule = {
  id: 'value-quoted',
  severity: 'error',
  title: 'Quotes that reach etcd as a part of the value',
  why: 'Not every reader of a file takes quotes away: `docker --env-file`, compose lists (`- ETCD_NAME="a"`) and arguments in lists hand them on. Quotes of web pages are letters to all of them.',
  etcd: 'accepts',
  bad: {files: configFile(`initial-cluster-token: '"etcd-1"'`)},
  good: {files: configFile('initial-cluster-token: "etcd-1"')},
  check: process =>
    knownValues(process)
      .filter(assignment => keepsQuotes(process, assignment) && isQuoted(assignment))
      .map(assignment => {
        const {written, value, place} = assignment;
        const plain = value.replace(QUOTE_IN_FRONT, '').replace(QUOTE_BEHIND, '');
        return {
          place,
          message: `the quotes are a part of ${printable(written, 60)}: ${printable(value, 60)}`,
          ...rewritten(assignment, plain, process),
        };
      }),
};

/** `U+00A0` */
function codeOf(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

const invisibleCharacter: ProcessRule = {
  id: 'value-invisible',
  severity: 'error',
  title: 'A character in a value that nobody sees',
  why: 'Text copied from a web page or a chat often has non-breaking spaces or characters without width. To etcd they are a part of the value: names do not match, and paths lead nowhere.',
  etcd: 'accepts',
  bad: {files: configFile('initial-cluster-token: etcd\u200b-1')},
  good: {files: configFile('initial-cluster-token: etcd-1')},
  check: process =>
    knownValues(process).flatMap(assignment => {
      const {written, value, place} = assignment;
      const found = INVISIBLE.exec(value.slice(0, LOOKED_AT));
      if (found === null) return [];
      const [character] = found;
      return [
        {
          place,
          message: `${printable(written, 60)} has an invisible character (${codeOf(character)}) behind ${shown(value.slice(0, found.index))}`,
          ...rewritten(assignment, value.replace(ALL_INVISIBLE, ''), process),
        },
      ];
    }),
};

/** Addresses and lists have rules of their own about what stands in them. */
function isOneText({setting, name}: Assignment): boolean {
  return setting?.type === 'string' && name !== 'initial-cluster';
}

const paddedValue: ProcessRule = {
  id: 'value-padded',
  severity: 'error',
  title: 'A space at the begin or end of a value',
  why: 'etcd takes the space for a part of the name, the path or the token.',
  etcd: 'accepts',
  bad: {files: envFile('ETCD_INITIAL_CLUSTER_TOKEN=" etcd-1"')},
  good: {files: envFile('ETCD_INITIAL_CLUSTER_TOKEN="etcd-1"')},
  check: process =>
    knownValues(process)
      .filter(assignment => isOneText(assignment) && /^[ \t\r\n]|[ \t\r\n]$/.test(assignment.value))
      .map(assignment => ({
        place: assignment.place,
        message: `${printable(assignment.written, 60)} has a space at its begin or end: ${shown(assignment.value)}`,
        ...rewritten(assignment, assignment.value.replace(/^[ \t\r\n]+/, '').trimEnd(), process),
      })),
};

/** Rules about what a value has around and in it. */
export const QUOTING_RULES: readonly ProcessRule[] = [quotedValue, invisibleCharacter, paddedValue];
