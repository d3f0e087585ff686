import {join} from 'node:path';

import type {FileSettings} from '../../domain/process/file-settings.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import {readConfig} from '../../queries/started-config.js';
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

/** Undefined for what is no config of a member. */
function memberIn(
  name: string,
  settings: FileSettings | undefined,
): (MadeMember & {token: string}) | undefined {
  const [token, dataDir, walDir] = ['initial-cluster-token', 'data-dir', 'wal-dir'].map(
    key => settings?.get(key) || undefined,
  );
  if (settings?.get('name') !== name || token === undefined || dataDir === undefined) return undefined;
  return {name, token, dataDir, ...(walDir === undefined ? {} : {walDir})};
}

/**
 * What `snapshot restore --to` has made in a folder.
 * @param dir absolute
 * @throws E_USAGE where it is none of that, or of more than one cluster; E_FILE_UNREADABLE
 */
export async function readMade({adapters, loaded}: SpecContext, dir: string): Promise<Made> {
  const {files} = adapters;
  const names = (await files.list(dir)).filter(name => name.endsWith(SUFFIX));
  const found = await Promise.all(
    names.map(async file => {
      const text = (await files.readText(join(dir, file), MAX_CONFIG_BYTES)) ?? '';
      const settings = await readConfig(adapters, text, loaded.spec.etcd.version);
      const member = memberIn(file.slice(0, -SUFFIX.length), settings);
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
