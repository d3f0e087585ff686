import {expect, it} from 'vitest';

import {startCluster} from '../helpers/cluster.js';
import {assertInStep, journalOf} from '../integration/changed-cluster.js';
import {interruptedAtStep} from '../integration/ended-run.js';
import {cliOk} from '../integration/observed-cluster.js';

it.each(['add-learner:infra1', 'start-etcd:infra1'])(
  'Ctrl-C in the middle of %s ends member add there, and a resume goes on',
  async step => {
    const cluster = await startCluster({members: 1, gateways: 1});

    const {exitCode, stderr} = await interruptedAtStep(
      cluster,
      ['member', 'add', 'infra1'],
      `started ${step}`,
    );

    expect(exitCode, stderr).toBe(130);
    expect(stderr).toContain('E_INTERRUPTED');
    expect(stderr).toContain('etcdops run resume');
    const begun = journalOf(cluster).filter(({type}) => type === 'started');
    expect(begun.at(-1)?.step).toBe(step);
    await cliOk(cluster, ['run', 'resume']);
    await assertInStep(cluster);
    expect(journalOf(cluster).at(-1)).toMatchObject({type: 'ended', outcome: 'done'});
  },
);
