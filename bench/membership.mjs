// `member replace` of a dead member, `member add` and `promote` of a proxy, from the command to all healthy, against a
// shell script that does the same steps with the same checks, while clients write.
//
// A learner of etcd 3.6 and 3.7 gets a snapshot first where clients write, and closes its connections when it has
// applied it. What it just then proposed of itself is lost, and it serves nobody until it tries again after 7 s. Both
// start such a member a second time; how often one waited all the same is shown.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {ROOT, runOrThrow} from '../scripts/run-program.mjs';
import {CLI, ENV, etcdops, freeBasePort, inFolder, median, ms, printTable, timed} from './measure.mjs';
import {end, recordedPids, writtenPids} from './started-members.mjs';

const ROUNDS = 7;
const SCRIPT = join(import.meta.dirname, 'change-members.sh');
const WRITERS = join(ROOT, 'test', 'helpers', 'write-steadily.mjs');
/** etcd takes no change before its voters have been connected for 5 s; a cluster that is changed is mostly older. */
const GROW_OLD_MS = 6000;
const LOST_PROPOSAL = 'failed to publish local member to cluster';

export const title = 'Members changed under load, against a script';

/** What is done, with the newest etcd of a line. */
const CHANGES = [
  {
    name: 'member replace infra2 (dead)',
    counts: ['--members', '3'],
    isOld: true,
    dies: 'infra2',
    becomes: 'infra2',
    ours: ['member', 'replace', 'infra2'],
    script: ['replace'],
    written: [0, 1],
  },
  {
    name: 'member add infra3',
    counts: ['--members', '3'],
    isOld: true,
    becomes: 'infra3',
    ours: ['member', 'add', 'infra3'],
    script: ['add'],
    written: [0, 1, 2],
  },
  {
    name: 'promote proxy0 (v2 proxy)',
    line: '3.5.',
    counts: ['--members', '1', '--proxies', '1'],
    becomes: 'proxy0',
    ours: ['promote', 'proxy0'],
    script: ['promote', 'proxy0'],
    written: [0],
  },
  {
    name: 'promote gateway0',
    counts: ['--members', '1', '--gateways', '1'],
    becomes: 'gateway0',
    ours: ['promote', 'gateway0'],
    script: ['promote', 'gateway0'],
    written: [0],
  },
];

async function newestOf(line) {
  const {stdout} = await runOrThrow(process.execPath, [CLI, 'etcd', 'list', '--json']);
  const found = JSON.parse(stdout).versions.find(({version}) => version.startsWith(line));
  if (found === undefined) throw new Error(`no etcd ${line} in the cache: node bin/run.js etcd install`);
  return found.binDir;
}

function pause(durationMs) {
  return new Promise(resolve => setTimeout(resolve, durationMs));
}

function answersIn(log) {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : [];
  return lines.map(line => line.split('\t')).map(([at, , , key, said]) => ({at: Number(at), key, said}));
}

function acknowledgedIn(log) {
  return answersIn(log).filter(({said}) => said === 'ok');
}

/** How many of the acknowledged writes a linearizable read does not find. */
async function countLost(written, urls, binDir) {
  const args = ['--endpoints', urls.join(','), 'get', 'load/', '--prefix', '--keys-only'];
  const {stdout} = await runOrThrow(join(binDir, 'etcdctl'), args, {env: ENV});
  const found = new Set(stdout.split('\n'));
  return written.filter(({key}) => !found.has(key)).length;
}

/** Clients that write from before `act` until after it, with what they saw and what is left of it. */
async function underLoad(log, {urls, binDir}, act) {
  const child = spawn(process.execPath, [WRITERS, log, 'load', '4', ...urls], {stdio: 'inherit'});
  const ended = once(child, 'exit');
  try {
    while (acknowledgedIn(log).length < 20) await pause(10);
    const durationMs = await act();
    child.kill('SIGTERM');
    await ended;
    const written = acknowledgedIn(log);
    const good = written.map(({at}) => at);
    // Before the first one some may have met the election after a death, which is not our subject.
    const later = answersIn(log).filter(({at}) => at >= good[0]);
    return {
      durationMs,
      failed: later.filter(({said}) => said !== 'ok' && said !== 'ended').length,
      stallMs: Math.max(...good.slice(1).map((at, index) => at - good[index])),
      lost: await countLost(written, urls, binDir),
    };
  } finally {
    child.kill('SIGKILL');
  }
}

function allPids(folder) {
  const isRunning = pid => existsSync(`/proc/${pid}`);
  const byScript = existsSync(join(folder, 'pids')) ? writtenPids(folder) : [];
  return [...new Set([...recordedPids(folder), ...byScript])].filter(isRunning);
}

function hasLostProposal(folder, name) {
  const logs = [join(folder, '.etcdops', 'logs', `${name}.log`), join(folder, `${name}.log`)];
  return logs.some(log => existsSync(log) && readFileSync(log, 'utf8').includes(LOST_PROPOSAL));
}

/** One cluster, made for it, changed once. */
function changeOnce({change, binDir, basePort, who}) {
  return inFolder(async folder => {
    const where = ['--dir', folder, '--base-port', String(basePort), '--etcd-bin-dir', binDir];
    try {
      await etcdops(['bootstrap', 'static', ...change.counts, ...where, '--start']);
      if (change.isOld) await pause(GROW_OLD_MS);
      if (change.dies !== undefined) {
        const {pid} = JSON.parse(
          readFileSync(join(folder, '.etcdops', 'pids', `${change.dies}.json`), 'utf8'),
        );
        await end([pid]);
      }
      const [mode, ...rest] = change.script;
      const act = {
        etcdops: () => etcdops([...change.ours, '--yes'], {cwd: folder}),
        script: () => timed('sh', [SCRIPT, mode, binDir, folder, String(basePort), ...rest]),
      };
      const urls = change.written.map(index => `http://127.0.0.1:${basePort + 10 * index}`);
      const seen = await underLoad(join(folder, 'writes.log'), {urls, binDir}, act[who]);
      return {...seen, hasWaited: hasLostProposal(folder, change.becomes)};
    } finally {
      await end(allPids(folder));
    }
  });
}

/** The first round only warms up; each begins with the other one. */
async function measure(change, rounds, newest) {
  const binDir = change.line === undefined ? newest : await newestOf(change.line);
  const basePort = await freeBasePort(5);
  const found = {etcdops: [], script: []};
  for (let round = -1; round < rounds; round++) {
    const order = round % 2 === 0 ? ['etcdops', 'script'] : ['script', 'etcdops'];
    for (const who of order) {
      const one = await changeOnce({change, binDir, basePort, who});
      if (round >= 0) found[who].push(one);
    }
  }
  return found;
}

function sum(counts) {
  return counts.reduce((total, count) => total + Number(count), 0);
}

/** What a stall may be longer than the script's: far from the second or more of an election. */
const STALL_MARGIN_MS = 100;

function longestStall(runs) {
  return Math.max(...runs.map(({stallMs}) => stallMs));
}

/** Whether clients saw no more of it than of the change by hand. */
function isNoWorse({etcdops: ours, script}) {
  const failed = [ours, script].map(runs => sum(runs.map(one => one.failed)));
  return failed[0] <= failed[1] && longestStall(ours) <= longestStall(script) + STALL_MARGIN_MS;
}

function rowsOf({name}, found) {
  // Whether a member has to start twice is chance, for both: the sums tell what it costs in the long run.
  const [ours, script] = ['etcdops', 'script'].map(who => sum(found[who].map(one => one.durationMs)));
  return ['etcdops', 'script'].map(who => {
    const each = field => found[who].map(one => one[field]);
    return [
      `${name}, ${who}`,
      ms(median(each('durationMs'))),
      who === 'etcdops' ? (ours / script).toFixed(2) : '1.00',
      who === 'etcdops' ? '≤ 1.15' : '',
      sum(each('failed')),
      sum(each('lost')),
      sum(each('hasWaited')),
      ms(longestStall(found[who])),
      who === 'etcdops' ? (isNoWorse(found) ? 'yes' : 'no') : '',
    ];
  });
}

export async function run({rounds = ROUNDS, binDir}) {
  const rows = [];
  let lost = 0;
  for (const change of CHANGES) {
    const found = await measure(change, rounds, binDir);
    rows.push(...rowsOf(change, found));
    lost += sum([...found.etcdops, ...found.script].map(one => one.lost));
  }
  printTable(
    [
      'what',
      'median',
      'of the script',
      'goal',
      'failed writes',
      'lost',
      'waited 7 s',
      'longest stall',
      'no worse',
    ],
    rows,
  );
  if (lost > 0) throw new Error(`${lost} acknowledged writes are lost`);
}
