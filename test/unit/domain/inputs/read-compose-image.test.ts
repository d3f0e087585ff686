import {describe, expect, it} from 'vitest';

import {readCompose} from '../../../../src/lib/domain/inputs/read-compose.js';
import {readFiles} from '../../../helpers/judge-files.js';
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

describe('a compose file beside others', () => {
  const files = {
    'compose.yaml': 'services: {a: {image: "quay.io/coreos/etcd:v3.5.12"}}\n',
    'compose.override.yml': 'services: {a: {command: [etcd, --name=a]}}\n',
    'all.yaml': 'include: [compose.yaml, {path: none.yaml}, {path: etcd/compose.yaml}]\nservices: {}\n',
    'etcd/compose.yaml': 'services: {b: {image: "quay.io/coreos/etcd:v3.5.12", command: [etcd, --name=b]}}\n',
  };

  async function startsIn(...inputs: string[]): Promise<string[]> {
    const {processes} = await readFiles(files, {inputs});
    return processes.map(
      ({label, place, isIncomplete}) => `${place.file} ${label}${isIncomplete ? ' …' : ''}`,
    );
  }

  it('does not say everything where another one lies over it', async () => {
    expect(await startsIn('compose.yaml')).toEqual(['compose.yaml a …']);
    expect(await startsIn('compose.yaml', 'compose.override.yml')).toEqual(['compose.yaml a …']);
    expect(await startsIn('compose.override.yml')).toEqual([]);
  });

  it('takes over the services of those that it includes', async () => {
    expect(await startsIn('all.yaml')).toEqual(['compose.yaml a', 'etcd/compose.yaml b']);
  });
});
