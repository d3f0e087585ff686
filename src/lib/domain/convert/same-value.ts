import type {SettingType} from '../etcd-settings/types.js';
import type {ProcessRole} from '../process/etcd-process.js';
import {settingOf} from '../process/role-settings.js';
import {parseGoDuration} from '../text/go-duration.js';
import {parseGoInteger} from '../text/go-integer.js';

function booleanKey(text: string): string {
  return /^(?:1|t|true)$/i.test(text) ? 'true' : 'false';
}

/** Order and repetition mean nothing to etcd. */
function listKey(text: string): string {
  return [...new Set(text.split(',').filter(item => item !== ''))].sort().join(',');
}

const BY_TYPE: Partial<Record<SettingType, (text: string) => string>> = {
  boolean: booleanKey,
  number: text => String(parseGoInteger(text) ?? text),
  duration: text => String(/^-?\d+$/.test(text) ? Number(text) : (parseGoDuration(text) ?? text)),
  'url-list': listKey,
  'string-list': listKey,
};

/** A text that is the same for two values that mean the same to etcd. */
function meaningOf(role: ProcessRole, name: string, text: string): string {
  // etcd listens on 127.0.0.1 where it is told to listen on localhost.
  if (name.startsWith('listen-')) return listKey(text.replaceAll('//localhost:', '//127.0.0.1:'));
  if (name === 'initial-cluster') return listKey(text);
  const type = settingOf(role, name)?.type;
  const convert = type === undefined ? undefined : BY_TYPE[type];
  return convert === undefined ? text : convert(text);
}

/** Whether two values of a setting, each as a flag has it, mean the same to etcd. Nothing is an empty text. */
export function isSameValue(
  {role, name}: {role: ProcessRole; name: string},
  left: string | undefined,
  right: string | undefined,
): boolean {
  const [a, b] = [left ?? '', right ?? ''];
  return a === b || meaningOf(role, name, a) === meaningOf(role, name, b);
}
