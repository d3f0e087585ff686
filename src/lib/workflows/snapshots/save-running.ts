import {dirname, join} from 'node:path';

import {clientUrlOf, votersOf} from '../../domain/nodes/node-urls.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import {etcdctlVariables} from '../../queries/cluster-env.js';
import {resolveEtcd} from '../../queries/resolve-etcd.js';
import type {SpecContext} from '../cluster-run.js';

const ANSWER_MS = 1_000;
/** Of a large database on a slow disk. */
const SAVE_MS = 600_000;

/** The member that has come furthest; etcdctl takes one endpoint. */
async function furthest({adapters, loaded: {spec}}: SpecContext): Promise<string> {
  const options = {timeoutMs: ANSWER_MS, signal: adapters.signal};
  const answers = await Promise.all(
    votersOf(spec).map(async node => {
      const url = clientUrlOf(spec, node);
      const index = await adapters.etcdApi.status(url, options).then(
        ({raftAppliedIndex}) => raftAppliedIndex,
        () => -1,
      );
      return {url, index};
    }),
  );
  const [first] = answers.sort((a, b) => b.index - a.index);
  if (first !== undefined && first.index >= 0) return first.url;
  throw new OpsError('E_UNREACHABLE', 'no member answers, so nothing can be saved', {
    hints: ['etcdops up', 'etcdops status'],
  });
}

/** Saves a snapshot of the cluster that runs; whole under its name, or not there. */
export async function saveRunning(cluster: SpecContext, path: string): Promise<void> {
  const {adapters, loaded} = cluster;
  const [{dir}, endpoint] = await Promise.all([resolveEtcd(adapters, loaded.spec), furthest(cluster)]);
  await adapters.files.ensureDir(dirname(path), 0o700);
  const {exitCode, stderr, timedOut} = await adapters.runner.run(
    join(dir, 'etcdctl'),
    ['snapshot', 'save', path],
    {
      timeoutMs: SAVE_MS,
      signal: adapters.signal,
      env: {
        PATH: adapters.env['PATH'] ?? '',
        ETCDCTL_API: '3',
        ...etcdctlVariables(loaded),
        ETCDCTL_ENDPOINTS: endpoint,
      },
    },
  );
  adapters.signal.throwIfAborted();
  if (exitCode === 0 && !timedOut) return;
  const said = timedOut ? 'it took too long' : (/^Error: (.*)$/m.exec(stderr)?.[1] ?? stderr.trim());
  throw new OpsError('E_TOOL_FAILED', `etcdctl did not save a snapshot: ${printable(said, 300)}`, {
    hints: ['etcdops status'],
  });
}
