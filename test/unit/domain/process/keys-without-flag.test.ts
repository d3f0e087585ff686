import {expect, it} from 'vitest';

import {explainNode} from '../../../../src/lib/domain/process/explain.js';
import {readFiles} from '../../../helpers/judge-files.js';

const FILE =
  'name: a\nbackup: x\nclient-transport-security: {Allowed-CN: [b, c], skip-client-san-verification: true}\n';

it.each([
  ['3.7.3', {'allowed-cn': 'b,c', 'skip-client-san-verification': 'true'}, ['backup']],
  ['3.5.35', {'allowed-cn': 'b,c'}, ['backup', 'skip-client-san-verification']],
  ['3.5.13', {}, ['backup', 'Allowed-CN', 'skip-client-san-verification']],
])('etcd %s has the keys that no flag has among its settings', async (version, expected, ignored) => {
  const {processes} = await readFiles({'etcd.yaml': FILE}, {version});
  const [explained] = explainNode(processes, 'a');
  const block = 'client-transport-security.';
  const read = explained!.settings.filter(({name}) => name.startsWith(block));

  expect(Object.fromEntries(read.map(({name, value}) => [name.slice(block.length), value]))).toEqual(
    expected,
  );
  expect(explained!.ignored.map(({written}) => written.replace(block, ''))).toEqual(ignored);
});
