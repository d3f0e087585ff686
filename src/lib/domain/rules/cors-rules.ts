import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {isBad, readEtcdUrl} from '../process/etcd-url.js';
import {printable} from '../text/printable.js';
import {knownOf, parsedTexts} from './assignments.js';
import {configFile} from './example-files.js';
import {isServer} from './judged.js';
import {parseRefusal} from './parse-refusal.js';
import type {ProcessRule, Report} from './rule.js';
import {causeOf, type UrlCause} from './url-faults.js';
import {shown} from './wording.js';

const FAULTS: Readonly<Record<UrlCause, string>> = {
  empty: 'which is empty',
  quotes: 'and the quotes are part of it for etcd',
  whitespace: 'which holds white space',
  'no-scheme': 'which has no scheme that etcd knows',
  'bad-scheme': 'which has no scheme that etcd knows',
  'ipv6-brackets': 'whose IPv6 address needs brackets around it',
  'no-port': 'which has no port',
  path: 'which has a path, be it only a slash',
  syntax: 'which is no URL',
};

function corsSays(process: EtcdProcess, assignment: Assignment, says: string): {etcdSays?: string} {
  const inFile = `panic: new UniqueURLs should never fail: ${says}`;
  const asFlag = parseRefusal(process, assignment, {flag: says, pflag: says});
  return {etcdSays: assignment.via === 'config-file' ? inFile : asFlag};
}

/** An empty key of a config file is none. */
function corsLists(process: EtcdProcess): Assignment[] {
  if (!isServer(process)) return [];
  const texts = parsedTexts(process).filter(({name}) => name === 'cors');
  const inFile = knownOf(process, 'cors');
  return inFile?.via === 'config-file' && inFile.value !== '' ? [inFile, ...texts] : texts;
}

const cors: ProcessRule = {
  id: 'cors-origin',
  severity: 'error',
  title: 'An origin in cors that etcd does not take',
  why: 'The value is `*` alone, or origins with scheme and port: `https://example.com:443`. etcd ends at an origin without a port or with a slash at its end, and from a config file it crashes.',
  etcd: 'refuses',
  bad: {files: configFile('cors: https://example.com')},
  good: {files: configFile('cors: https://example.com:443')},
  check: process => corsLists(process).flatMap(assignment => reportCors(process, assignment)),
};

function reportCors(process: EtcdProcess, assignment: Assignment): Report[] {
  const {value, written, place} = assignment;
  if (value === '*') return [];
  for (const origin of value.split(',', 1000)) {
    const url = readEtcdUrl(origin, process.version);
    if (!isBad(url)) continue;
    return [
      {
        place,
        message: `${written} has ${shown(origin)}, ${FAULTS[causeOf(url)]}`,
        fix: url.text === '*' ? 'write * alone' : 'write it as https://HOST:PORT',
        ...(url.says === undefined ? {} : corsSays(process, assignment, printable(url.says, 300))),
      },
    ];
  }
  return [];
}

/** Rules about cross-site requests. */
export const CORS_RULES: readonly ProcessRule[] = [cors];
