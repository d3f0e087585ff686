// Certificates: what an own CA costs, against an openssl loop and, where it is on PATH, cfssl; and three members with it
// from nothing to healthy, against a shell script that does as much.
import {existsSync, mkdirSync, renameSync} from 'node:fs';
import {delimiter, join} from 'node:path';

import {etcdops, freeBasePort, inFolder, median, ms, printTable, timed} from './measure.mjs';
import {printRace, race, recordedPids, writtenPids} from './started-members.mjs';

const ROUNDS = 20;
const MEMBERS = 150;
/** Two of each member, and that of the admin. */
const CERTIFICATES = 2 * MEMBERS + 1;

export const title = 'Certificates of an own CA';

const here = name => join(import.meta.dirname, name);

function bootstrap(binDir, tls, folder) {
  const what = ['--members', String(MEMBERS), '--host', '10.0.0.1', '--format', 'procfile', '--tls', tls];
  return etcdops(['bootstrap', 'static', ...what, '--dir', folder, '--etcd-bin-dir', binDir]);
}

/** What `--tls` adds to one and the same bootstrap: keys, certificates and their files. */
async function addedByTls(binDir, freshFolder) {
  const plain = await bootstrap(binDir, 'none', freshFolder());
  return (await bootstrap(binDir, 'ca', freshFolder())) - plain;
}

/** Two whole processes that make the same for a cluster that has all but its certificates. */
async function issuedLater(binDir, freshFolder) {
  const folder = freshFolder();
  await bootstrap(binDir, 'ca', folder);
  renameSync(join(folder, 'pki'), join(folder, 'pki-of-bootstrap'));
  return (await etcdops(['tls', 'ca'], {cwd: folder})) + (await etcdops(['tls', 'issue'], {cwd: folder}));
}

function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some(dir => existsSync(join(dir, program)));
}

function contestantsOf(binDir, freshFolder) {
  const script = name => timed('sh', [here(name), freshFolder(), String(MEMBERS)]);
  const hasCfssl = onPath('cfssl') && onPath('cfssljson');
  return [
    {name: 'etcdops bootstrap, what --tls ca adds', once: () => addedByTls(binDir, freshFolder)},
    {name: 'etcdops tls ca, then tls issue', once: () => issuedLater(binDir, freshFolder)},
    {name: 'openssl, a process each', goal: '≤ 0.20', once: () => script('make-certificates.sh')},
    ...(hasCfssl
      ? [{name: 'cfssl, a process each', goal: '≤ 0.125', once: () => script('make-certificates-cfssl.sh')}]
      : []),
  ];
}

async function makeCertificates(binDir, rounds) {
  await inFolder(async trash => {
    // No folder goes before the last round is over: ext4 looks at the place of every file that was deleted within the
    // last minutes before it makes a new one, which would be measured along.
    let made = 0;
    const freshFolder = () => {
      const folder = join(trash, String(made++));
      mkdirSync(folder);
      return folder;
    };
    const contestants = contestantsOf(binDir, freshFolder);
    const found = new Map(contestants.map(({name}) => [name, []]));
    for (let round = 0; round < rounds; round++)
      for (const {name, once} of contestants) found.get(name).push(await once());
    const ours = found.get(contestants[0].name);
    printTable(
      [`a CA and ${CERTIFICATES} certificates`, 'median', 'each', 'what --tls ca adds / this', 'goal'],
      contestants.map(({name, goal = ''}) => {
        const all = found.get(name);
        const value = median(all);
        const ratio = median(all.map((time, round) => ours[round] / time));
        return [name, ms(value), `${(value / CERTIFICATES).toFixed(2)} ms`, ratio.toFixed(2), goal];
      }),
    );
  });
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
