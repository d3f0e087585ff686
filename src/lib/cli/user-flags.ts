import * as Flags from '@oclif/core/flags';
import {resolve} from 'node:path';

import type {EtcdUser} from '../adapters/etcd-api/login.js';
import {OpsError} from '../errors/ops-error.js';
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

const MAX_PASSWORD_BYTES = 4096;

async function passwordIn({files, cwd}: Services, file: string): Promise<string> {
  const text = await files.readText(resolve(cwd, file), MAX_PASSWORD_BYTES);
  const line = text?.split(/\r?\n/, 1)[0];
  if (line !== undefined && line !== '') return line;
  const why = text === undefined ? 'is not there' : 'has an empty first line';
  throw new OpsError('E_USAGE', `--password-file: ${file} ${why}`, {
    hints: ['write the password on the first line of the file'],
  });
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
  const [, name = '', inFlag] = /^([^:]*)(?::(.*))?$/s.exec(user) ?? [];
  if (name === '') throw new OpsError('E_USAGE', '--user: the name is empty', {hints: ['--user root']});
  if (file !== undefined) return {name, password: await passwordIn(services, file)};
  const {userPassword = ''} = services;
  const password = inFlag ?? (userPassword === '' ? await askedPassword(services, name, json) : userPassword);
  return {name, password};
}
