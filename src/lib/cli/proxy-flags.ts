import * as Flags from '@oclif/core/flags';

import {PROXY_FLAG_TEXTS, type FlagText} from '../domain/proxies/flag-texts.js';
import type {ProxyRequest, ProxyRole} from '../domain/proxies/proxy-request.js';
import {settingOf} from '../domain/process/role-settings.js';
import type {SettingValue} from '../domain/spec/vocabulary.js';
import {changeFlags} from './flags.js';
import {passphraseFlag} from './tls-flags.js';

/** Of `proxy start`, `gateway start` and `grpc-proxy start`, beside etcd's own. */
export const startFlags = {
  host: Flags.string({
    description: 'address under which clients reach it [default: that of the listen flag]',
  }),
  add: Flags.boolean({description: 'make it a node of the spec'}),
  detach: Flags.boolean({description: 'run it in the background, as up does; with --add or --name'}),
  print: Flags.boolean({description: 'show the command and start nothing', exclusive: ['add', 'detach']}),
  ...changeFlags,
  'allow-unreachable': Flags.boolean({description: 'start it although no member answers yet'}),
  'etcd-version': Flags.string({
    description: '3.7, 3.7.3 or latest [default: that of the spec, else the etcd at hand]',
    helpValue: 'VERSION',
  }),
  'ca-passphrase-file': passphraseFlag,
};

export interface StartFlags {
  readonly host?: string | undefined;
  readonly 'plain-listen'?: boolean;
  readonly name?: string | undefined;
  readonly add: boolean;
  readonly detach: boolean;
  readonly print: boolean;
  readonly 'dry-run': boolean;
  readonly 'allow-unreachable': boolean;
  readonly 'etcd-version'?: string | undefined;
  readonly 'ca-passphrase-file'?: string | undefined;
}

const GROUP = 'ETCD';

function etcdFlag({text: description, value: helpValue, options}: FlagText) {
  const common = {description, helpGroup: GROUP};
  if (helpValue === undefined) return Flags.boolean(common);
  return Flags.string({...common, helpValue, ...(options === undefined ? {} : {options: [...options]})});
}

/** etcd's own flags of a role, under its own names. */
export function etcdFlags(role: ProxyRole): Record<string, ReturnType<typeof etcdFlag>> {
  const texts = Object.entries(PROXY_FLAG_TEXTS[role]);
  return Object.fromEntries(texts.map(([name, text]) => [name, etcdFlag(text)]));
}

/** A spec holds a number as one. What is none goes on as it is, for the rules to tell. */
function asTyped(role: ProxyRole, name: string, value: string | boolean): SettingValue {
  const isNumber = settingOf(role, name)?.type === 'number' && /^\d{1,15}$/.test(String(value));
  return isNumber ? Number(value) : value;
}

/** Flags → what to launch. */
export function toProxyRequest(role: ProxyRole, flags: StartFlags & Record<string, unknown>): ProxyRequest {
  const given = new Map<string, SettingValue>();
  for (const name of Object.keys(PROXY_FLAG_TEXTS[role])) {
    const value = flags[name];
    if (typeof value === 'string' || typeof value === 'boolean') given.set(name, asTyped(role, name, value));
  }
  return {role, name: flags.name, host: flags.host, plainListen: flags['plain-listen'], given};
}
