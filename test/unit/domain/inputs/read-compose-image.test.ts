import {describe, expect, it} from 'vitest';

import {readCompose} from '../../../../src/lib/domain/inputs/read-compose.js';
import {readInput, shownLaunches} from './read-input.js';

/** The starts of a service of an image. */
function startsOf(image: string, ...lines: string[]): {launches: string[]; findings: readonly object[]} {
  const service = [`image: ${image}`, ...lines].map(line => `    ${line}\n`).join('');
  const {launches, findings} = readInput(readCompose, {'compose.yaml': `services:\n  a:\n${service}`});
  return {launches: shownLaunches(launches), findings};
}

describe('a service of an image', () => {
  it('that nobody knows may set anything', () => {
    expect(startsOf('me/etcd').launches).toEqual(['a: etcd …']);
    expect(startsOf('me/etcd', 'command: etcd').launches).toEqual(['a: etcd']);
  });

  it('of etcd 2 takes flags', () => {
    const found = startsOf('quay.io/coreos/etcd:v2.3.8', 'command: -name a');

    expect(found).toEqual({launches: ['a: etcd -name a'], findings: []});
  });
});
