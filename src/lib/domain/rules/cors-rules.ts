import {compareVersions} from '../etcd-version/version.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {printable} from '../text/printable.js';
import {knownOf, parsedTexts} from './assignments.js';
import {configFile} from './example-files.js';
import {isServer} from './judged.js';
import {parseRefusal} from './parse-refusal.js';
import type {ProcessRule, Report} from './rule.js';
import {shown} from './wording.js';

/** The parts of an origin; Go takes a text in front of a colon for a scheme where it looks like one. */
function partsOf(origin: string): {scheme: string; authority: string; path: string} {
  const [, scheme = '', authority = '', path = ''] = /^([a-z]+):\/\/([^/?#]*)([^?#]*)/i.exec(origin) ?? [];
  return {scheme: scheme.toLowerCase(), authority, path};
}

/** What is wrong with an origin, and the words of etcd where they are certain. */
interface OriginProblem {
  readonly message: string;
  readonly says?: string;
}

function schemeProblem(origin: string, {scheme}: ReturnType<typeof partsOf>): OriginProblem | undefined {
  if (/^(?:https?|unixs?)$/.test(scheme)) return undefined;
  const message = 'which has no scheme that etcd knows';
  const isCertain = scheme !== '' || /^(?:[a-z][\w.+-]*:|[^:]*$)/i.test(origin);
  const says = `URL scheme must be http, https, unix, or unixs: ${printable(origin, 200)}`;
  return isCertain ? {message, says} : {message};
}

function authorityProblem(
  origin: string,
  {authority, path}: ReturnType<typeof partsOf>,
): OriginProblem | undefined {
  const quoted = printable(origin, 200);
  const noPort = {message: 'which has no port'};
  if (!authority.includes(':'))
    return {...noPort, says: `URL address does not have the form "host:port": ${quoted}`};
  if (!/^(?:\[[^\]]*\]|[^:]*):\d*$/.test(authority)) return noPort;
  if (path === '') return undefined;
  return {message: 'which has a path, be it only a slash', says: `URL must not contain a path: ${quoted}`};
}

/** Undefined where etcd takes the text for an origin; from 3.5 on it takes any socket. */
function originProblem(written: string, version: string): OriginProblem | undefined {
  const origin = written.trim();
  const parts = partsOf(origin);
  const isSocket = parts.scheme.startsWith('unix') && compareVersions(version, '3.5.0') >= 0;
  return schemeProblem(origin, parts) ?? (isSocket ? undefined : authorityProblem(origin, parts));
}

function corsSays(process: EtcdProcess, assignment: Assignment, {says}: OriginProblem): {etcdSays?: string} {
  if (says === undefined) return {};
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
    const problem = originProblem(origin, process.version);
    if (problem === undefined) continue;
    return [
      {
        place,
        message: `${written} has ${shown(origin)}, ${problem.message}`,
        fix: origin.trim() === '*' ? 'write * alone' : 'write it as https://HOST:PORT',
        ...corsSays(process, assignment, problem),
      },
    ];
  }
  return [];
}

/** Rules about cross-site requests. */
export const CORS_RULES: readonly ProcessRule[] = [cors];
