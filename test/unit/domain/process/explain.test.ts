import {expect, it} from 'vitest';

import {explainNode} from '../../../../src/lib/domain/process/explain.js';
import {judgeFiles} from '../../../helpers/judge-files.js';

it('shows a key that etcd reads and no flag has among the settings', async () => {
  const lines = ['name: a', 'client-transport-security:', '  allowed-cn: [c]', 'backup: /b', ''];
  const {processes} = await judgeFiles({'etcd.yaml': lines.join('\n')}, {version: '3.7.3'});

  const [explained] = explainNode(processes, 'a');

  const written = explained?.settings.filter(({source}) => source !== 'default');
  expect(written).toMatchObject([
    {name: 'name', value: 'a', line: 1},
    {name: 'client-transport-security.allowed-cn', value: 'c', source: 'config-file', line: 3},
  ]);
  expect(explained?.ignored).toMatchObject([{written: 'backup', why: 'unknown-key'}]);
});
