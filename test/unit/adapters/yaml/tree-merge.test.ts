import {beforeAll, expect, it} from 'vitest';

import {loadYaml, type Yaml} from '../../../../src/lib/adapters/yaml/yaml.js';
import {textOf, valueAt, type TreeEntry, type TreeMap} from '../../../../src/lib/domain/inputs/tree.js';

let yaml: Yaml;

beforeAll(async () => {
  yaml = await loadYaml();
});

it.each([
  ['{<<: {b: 1}, b: 2}', ['b 1 merged', 'b 2'], ['b 1 merged', 'b 2']],
  ['{b: 2, <<: {b: 1}, c: 3}', ['b 1 merged', 'b 2', 'c 3'], ['b 2', 'b 1 merged', 'c 3']],
  ['{b: 2, <<: [{b: 1}, {b: 3}]}', ['b 3 merged', 'b 1 merged', 'b 2'], ['b 2', 'b 3 merged', 'b 1 merged']],
  ['{b: 2, c: 3}', ['b 2', 'c 3'], undefined],
])('the keys of %j stand in the order %j, as etcd takes them %j', (text, entries, inOrder) => {
  const [document] = yaml.parseTrees({file: 'f', path: '/f', text: `d: ${text}\n`});
  const map = valueAt(document?.root, 'd') as TreeMap;
  const shown = ({key, value, isMerged}: TreeEntry): string =>
    `${key.text} ${textOf(value)}${isMerged ? ' merged' : ''}`;

  expect(map.entries.map(shown)).toEqual(entries);
  expect(map.inOrder?.map(shown)).toEqual(inOrder);
});
