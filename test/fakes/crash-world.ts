import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {SPEC_FILE} from '../../src/lib/domain/layout/layout.js';
import {loadSpec} from '../../src/lib/queries/load-spec.js';
import type {BootstrapInput} from '../../src/lib/workflows/bootstrap-static.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {ETCD_MUTATORS, FILE_MUTATORS} from '../../src/lib/workflows/runs/read-only.js';
import {aRequest} from './bootstrap-request.js';
import {createKiller, type Killer} from './crash.js';
import type {FakeEtcd} from './fake-etcd.js';
import type {FakeHost} from './fake-host.js';
import {aSpec} from './spec.js';

/** What the user typed: three members, started at once. */
export const INPUT: BootstrapInput = {
  request: aRequest(),
  dir: '.',
  start: true,
  dryRun: false,
};

export const MOMENTS = ['before', 'after'] as const;

export type Adapters = SpecContext['adapters'];

/** The same adapters, whose every effect counts, and one of which is the last. */
export function killable(adapters: Adapters, killer: Killer): Adapters {
  return Object.assign(Object.create(adapters) as Adapters, {
    files: killer.watch(adapters.files, FILE_MUTATORS),
    host: killer.watch(adapters.host, ['start', 'stop']),
    etcdApi: killer.watch(adapters.etcdApi, ETCD_MUTATORS),
  });
}

/** Runs with a kill at the first effect, at the second, … until a run comes to its end. */
export async function atEachEffect(
  moment: (typeof MOMENTS)[number],
  run: (killer: Killer) => Promise<void>,
): Promise<number> {
  for (let at = 1; ; at++) {
    const killer = createKiller(at, moment);
    await run(killer);
    if (!killer.hasKilled()) return at - 1;
  }
}

export function loadedIn(adapters: Adapters, folder: string) {
  return loadSpec({cwd: folder, files: adapters.files, yaml: adapters.yaml, specFlag: undefined});
}

/** New members take the token that the spec on disk has by now; those with data keep theirs, as etcd does. */
export function followToken(host: FakeHost, etcd: FakeEtcd, folder: string): void {
  host.beforeStart = ({dataDir}) => {
    if (existsSync(dataDir)) return;
    const token = /^token: (.*)$/m.exec(readFileSync(join(folder, SPEC_FILE), 'utf8'))?.[1];
    etcd.spec = aSpec({token: token!});
  };
}
