import {settingOf} from '../process/role-settings.js';
import type {ProcessRole} from '../process/etcd-process.js';
import type {Word} from './input.js';
import {LineIndex, type SourceText} from './place.js';

/** What stands before the flags of a proxy. */
const PROXIES: ReadonlySet<string> = new Set(['gateway', 'grpc-proxy']);
const FLAG = /^--?([A-Za-z][\w-]*)(?:=.*)?$/;

function withoutReturn(line: string): string {
  return line.replace(/\r$/, '');
}

/** One argument of etcd on each line and nothing else, as etcdops writes them for gateways and gRPC proxies. */
export function isArgumentList(lines: readonly string[]): boolean {
  const given = lines.map(withoutReturn).filter(line => line !== '');
  const [first = '', second] = given;
  const isProxy = PROXIES.has(first);
  if (isProxy && second !== 'start') return false;
  const flags = given.slice(isProxy ? 2 : 0);
  const role = (isProxy ? first : 'member') as ProcessRole;
  const known = flags.filter(line => settingOf(role, FLAG.exec(line)?.[1] ?? '') !== undefined);
  return flags.every(line => FLAG.test(line)) && known.length >= (isProxy ? 1 : 2);
}

/** The arguments as etcd gets them; undefined where the text is something else. */
export function argumentsOf(source: SourceText): Word[] | undefined {
  const lines = source.text.split('\n');
  if (!isArgumentList(lines)) return undefined;
  const index = new LineIndex(source);
  let offset = 0;
  return lines.flatMap(line => {
    const text = withoutReturn(line);
    const place = index.placeOf(offset, text.length);
    offset += line.length + 1;
    return text === '' ? [] : [{text, place}];
  });
}
