import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {NEWEST_KNOWN} from '../../../src/lib/domain/etcd-version/version.js';
import {tempDir} from '../../helpers/temp-dir.js';
import {TRUTH_ROWS} from './all-rows.js';
import {judgeRow} from './judge-row.js';
import {startByShell} from './shell-start.js';
import {writeFiles} from './write-files.js';

const SCRIPTS = TRUTH_ROWS.map(row => ({
  name: row.name,
  filesIn: (dir: string) => row.files({dir, clientPort: 1, peerPort: 2, otherPort: 3}),
})).filter(({filesIn}) => 'run.sh' in filesIn('/w'));

// Otherwise a mistake of our reader would go to the real etcd too, and both would be of one mind.
describe('a script of the table of truth', () => {
  it.each(SCRIPTS)('is read as a shell reads it: $name', async ({filesIn}) => {
    const dir = tempDir('truth');
    const files = filesIn(dir);
    writeFiles(dir, files);

    const {launch} = await judgeRow(files, {dir, version: NEWEST_KNOWN['3.7']});
    const {argv, environment} = launch;
    const ours = {
      args: argv.slice(1).map(({text}) => text),
      variables: Object.fromEntries(environment.map(({name, value}) => [name, value])),
    };

    expect(await startByShell(join(dir, 'run.sh'), dir)).toMatchObject(ours);
  });
});
