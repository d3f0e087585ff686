// Certificates: what an own CA costs, against an openssl loop and, where it is on PATH, cfssl; and three members with it
// from nothing to healthy, against a shell script that does as much.
import {existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';

import {etcdops, freeBasePort, inFolder, median, ms, printTable, timed, times} from './measure.mjs';
import {printRace, race, recordedPids, writtenPids} from './started-members.mjs';

const ROUNDS = 20;
/** Two certificates a member, and that of the admin: 300 with the CA. */
const MEMBERS = 149;
const CERTIFICATES = 2 * MEMBERS + 1;

export const title = 'Certificates of an own CA';

const here = name => join(import.meta.dirname, name);

/** What `--tls` adds to one and the same bootstrap: keys, certificates and their files. */
async function addedByTls(binDir) {
  const bootstrap = tls =>
    inFolder(folder => {
      const nodes = [
        '--members',
        String(MEMBERS),
        '--host',
        '10.0.0.1',
        '--format',
        'procfile',
        '--tls',
        tls,
      ];
      return etcdops(['bootstrap', 'static', ...nodes, '--dir', folder, '--etcd-bin-dir', binDir]);
    });
  const plain = await bootstrap('none');
  return (await bootstrap('ca')) - plain;
}

function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some(dir => existsSync(join(dir, program)));
}

async function makeCertificates(binDir, rounds) {
  const count = String(CERTIFICATES);
  const contestants = [
    {name: 'etcdops bootstrap, what --tls ca adds', once: () => addedByTls(binDir)},
    {
      name: 'openssl, a process each',
      goal: '≤ 0.20',
      once: () => inFolder(folder => timed('sh', [here('make-certificates.sh'), folder, count])),
    },
  ];
  if (onPath('cfssl') && onPath('cfssljson')) {
    contestants.push({
      name: 'cfssl, a process each',
      goal: '≤ 0.125',
      once: () => inFolder(folder => timed('sh', [here('make-certificates-cfssl.sh'), folder, count])),
    });
  }
  const found = new Map(contestants.map(({name}) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const {name, once} of contestants) found.get(name).push(await once());
  const oursMs = median(found.get(contestants[0].name));
  printTable(
    [`a CA and ${CERTIFICATES} certificates`, 'median', 'each', 'etcdops / this', 'goal'],
    contestants.map(({name, goal = ''}) => {
      const value = median(found.get(name));
      return [name, ms(value), `${(value / CERTIFICATES).toFixed(2)} ms`, times(oursMs, value), goal];
    }),
  );
}

export async function run({rounds = ROUNDS, binDir}) {
  await makeCertificates(binDir, Math.min(rounds, 7));
  console.log('');
  const basePort = String(await freeBasePort(3));
  const contestants = [
    {
      name: 'etcdops bootstrap static --members 3 --tls ca --start',
      run: folder =>
        etcdops(
          ['bootstrap', 'static', '--members', '3', '--tls', 'ca', '--start', '--dir', folder].concat([
            '--base-port',
            basePort,
            '--etcd-bin-dir',
            binDir,
          ]),
        ),
      pids: recordedPids,
    },
    {
      name: 'script with openssl, all at once',
      goal: '< 1.0',
      run: folder => timed('sh', [here('start-tls-members.sh'), binDir, folder, basePort]),
      pids: writtenPids,
    },
  ];
  printRace(contestants, await race(contestants, rounds));
}
