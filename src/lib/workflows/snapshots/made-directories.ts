import {join} from 'node:path';

import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import {parseConfig} from '../../queries/started-config.js';
import type {SpecContext} from '../cluster-run.js';

/** What `snapshot restore --to` has made of one member, as its config says. */
export interface MadeMember {
  readonly name: string;
  /** Where its data is on its own machine; absolute, or from the folder of the spec. */
  readonly dataDir: string;
  readonly walDir?: string;
}

export interface Made {
  readonly token: string;
  readonly members: readonly MadeMember[];
}

const SUFFIX = '.yaml';
const MAX_CONFIG_BYTES = 1024 * 1024;

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Undefined for what is no config of a member. */
function memberIn(name: string, value: unknown): (MadeMember & {token: string}) | undefined {
  const config = (value ?? {}) as Readonly<Record<string, unknown>>;
  const {'initial-cluster-token': token, 'data-dir': dataDir, 'wal-dir': walDir} = config;
  if (config['name'] !== name || !isText(token) || !isText(dataDir)) return undefined;
  return {name, token, dataDir, ...(isText(walDir) ? {walDir} : {})};
}

/**
 * What `snapshot restore --to` has made in a folder.
 * @param dir absolute
 * @throws E_USAGE where it is none of that, or of more than one cluster; E_FILE_UNREADABLE
 */
export async function readMade({adapters}: SpecContext, dir: string): Promise<Made> {
  const {files} = adapters;
  const names = (await files.list(dir)).filter(name => name.endsWith(SUFFIX));
  const found = await Promise.all(
    names.map(async file => {
      const text = (await files.readText(join(dir, file), MAX_CONFIG_BYTES)) ?? '';
      const member = memberIn(file.slice(0, -SUFFIX.length), await parseConfig(adapters, text));
      return member === undefined ? [] : [member];
    }),
  );
  const configs = found.flat();
  const tokens = new Set(configs.map(({token}) => token));
  const [token] = tokens;
  const what = token === undefined ? 'holds nothing' : 'holds more than the one cluster';
  if (token === undefined || tokens.size > 1)
    throw new OpsError('E_USAGE', `${printable(dir, 500)} ${what} that snapshot restore --to has made`, {
      hints: ['name the folder that was given to: etcdops snapshot restore --to DIR'],
    });
  return {token, members: configs.map(({token: _, ...member}) => member)};
}
