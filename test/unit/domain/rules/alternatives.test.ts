import {describe, expect, it} from 'vitest';

import {judgeFiles} from '../../../helpers/judge-files.js';

const FIRST = 'etcd --name a --data-dir /d';
const SECOND = 'etcd --name a --data-dir /d --log-level debug';

async function errorsOf(script: string): Promise<string[]> {
  const {processes, findings} = await judgeFiles({'run.sh': `#!/bin/sh\n${script}\n`});
  // Both are judged, whoever is compared with whom.
  expect(processes).toHaveLength(2);
  return [...new Set(findings.map(({rule}) => rule))].sort();
}

describe('two starts of one member in a script', () => {
  it.each([
    ['in the arms of a condition', `if [ -d /d ]; then\n${FIRST}\nelse\n${SECOND}\nfi`],
    ['further down the arms', `if a; then\nif b; then ${FIRST}; fi\nelif c; then\n${SECOND}\nfi`],
    ['of a case', `case $1 in\nnew) ${FIRST} ;;\n*) ${SECOND} ;;\nesac`],
    ['behind one that takes the place of the shell', `if [ -d /d ]; then exec ${FIRST}; fi\nexec ${SECOND}`],
    [
      'in containers',
      `if a; then docker run quay.io/coreos/etcd:v3.5.1 ${FIRST}; else docker run quay.io/coreos/etcd:v3.5.1 ${SECOND}; fi`,
    ],
  ])('are one where only one of them runs: %s', async (_, script) => {
    expect(await errorsOf(script)).toEqual([]);
  });

  it.each([
    ['one after the other', `${FIRST} &\n${SECOND}`],
    ['under two conditions', `if a; then ${FIRST} & fi\nif b; then ${SECOND} & fi`],
    ['in one arm', `if a; then ${FIRST} &\n${SECOND} & fi`],
    ['the first in a shell of its own', `(exec ${FIRST}) &\n${SECOND}`],
  ])('are two where both run: %s', async (_, script) => {
    expect(await errorsOf(script)).toContain('duplicate-name');
  });

  it('of two names are two members, whoever runs', async () => {
    const script = `if a; then ${FIRST}; else ${SECOND.replace('--name a', '--name b')}; fi`;

    expect(await errorsOf(script)).not.toEqual([]);
  });
});
