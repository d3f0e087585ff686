import {expect, it} from 'vitest';

import {renamedNodes, type NamedMember} from '../../../../src/lib/domain/membership/renamed-member.js';
import {aMember, aSpec} from '../../../fakes/spec.js';

const at = (name: string, port: number): NamedMember => ({name, peerUrls: [`http://127.0.0.1:${port}`]});

it.each<[what: string, there: NamedMember[], former: string | undefined, isInSpec: boolean]>([
  ['nobody', [at('infra1', 2390)], undefined, false],
  ['itself', [at('infra0', 2380)], undefined, false],
  ['one that has not said its name yet', [at('', 2380)], undefined, false],
  ['another one', [at('web0', 2380)], 'web0', false],
  ['another one that the spec has too', [at('infra1', 2380)], 'infra1', true],
  ['another one, and itself by the record', [at('web0', 2380), at('infra0', 2380)], undefined, false],
])('a node has the peer URL of %s', (_, there, former, isInSpec) => {
  const spec = aSpec({nodes: [aMember(0), aMember(1)]});
  const renamed = renamedNodes(spec, [aMember(0)], there).map(({node: _node, ...rest}) => rest);
  expect(renamed).toEqual(former === undefined ? [] : [{former, isInSpec}]);
});
