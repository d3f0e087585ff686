import * as Flags from '@oclif/core/flags';

import type {EtcdUser} from '../adapters/etcd-api/login.js';
import {etcdopsLine} from '../domain/text/etcdops-line.js';
import {OpsError} from '../errors/ops-error.js';
import {secretIn} from './secret-file.js';
import type {Services} from './services.js';
import {assertTerminal} from './terminal.js';

/** Of commands that ask a cluster: one with users answers nobody else, the newer it is the less. */
export const userFlags = {
  user: Flags.string({
    description:
      'a user of etcd with the role root, where the cluster has users (NAME:PASSWORD is seen by others)',
    helpValue: 'NAME',
  }),
  'password-file': Flags.string({
    description: 'file whose first line is the password; or the variable ETCDOPS_PASSWORD',
    helpValue: 'FILE',
    dependsOn: ['user'],
  }),
};

export interface UserFlags {
  readonly user?: string | undefined;
  readonly 'password-file'?: string | undefined;
}

/** What was typed: a name, or as etcdctl takes it. */
function splitUser(typed: string): {readonly name: string; readonly password: string | undefined} {
  const [, name = '', password] = /^([^:]*)(?::(.*))?$/s.exec(typed) ?? [];
  return {name, password};
}

/** The line to type next, as the same user, without a password that was typed. */
export function lineAsUser(command: string, {user}: UserFlags): string {
  return etcdopsLine(command, ...(user === undefined ? [] : ['--user', splitUser(user).name]));
}

async function askedPassword(services: Services, name: string, json: boolean): Promise<string> {
  const instead = 'add --password-file FILE to the command, or set ETCDOPS_PASSWORD';
  assertTerminal(`--user ${name} has a password`, {json, instead});
  const {createQuestions} = await import('./questions.js');
  services.progress.close();
  return createQuestions(services.signal).secret(`Password of ${name}:`);
}

/** The user that was named, with the password from the file, the variable, the flag as etcdctl takes it, or a person. */
export async function givenUser(
  services: Services,
  {user, 'password-file': file}: UserFlags,
  {json}: {json: boolean},
): Promise<EtcdUser | undefined> {
  if (user === undefined) return undefined;
  const {name, password: inFlag} = splitUser(user);
  if (name === '') throw new OpsError('E_USAGE', '--user: the name is empty', {hints: ['--user root']});
  if (file !== undefined)
    return {name, password: await secretIn(services, {file, flag: 'password-file', what: 'password'})};
  const {userPassword = ''} = services;
  const password = inFlag ?? (userPassword === '' ? await askedPassword(services, name, json) : userPassword);
  return {name, password};
}
