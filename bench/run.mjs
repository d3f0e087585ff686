// `npm run bench [-- NAME …] [-- --rounds N]`: prints a table for each benchmark, as in README.md. Never a test: on a
// busy machine the numbers say nothing.
import {cpus, loadavg, release} from 'node:os';

import {needsBuild, needsInstall} from '../scripts/freshness.mjs';
import {ROOT, runOrThrow} from '../scripts/run-program.mjs';
import * as certificates from './certificates.mjs';
import * as clusterStart from './cluster-start.mjs';
import * as manyMembers from './many-members.mjs';
import * as membership from './membership.mjs';
import * as proxies from './proxies.mjs';
import * as snapshotsRestore from './snapshots-restore.mjs';
import * as snapshots from './snapshots.mjs';
import * as startUp from './start-up.mjs';
import * as validate from './validate.mjs';

const BENCHMARKS = {
  'start-up': startUp,
  'cluster-start': clusterStart,
  certificates,
  'many-members': manyMembers,
  validate,
  proxies,
  membership,
  snapshots,
  'snapshots-restore': snapshotsRestore,
};

const words = process.argv.slice(2);
const at = words.indexOf('--rounds');
const rounds = at === -1 ? undefined : Number(words.splice(at, 2)[1]);
const unknown = words.filter(name => !(name in BENCHMARKS));
if (unknown.length > 0 || Number.isNaN(rounds)) {
  console.error(`usage: npm run bench -- [${Object.keys(BENCHMARKS).join('|')} …] [--rounds N]`);
  process.exit(2);
}

/** The newest etcd in the cache; the benchmarks install nothing, so that no download is measured. */
async function newestEtcd() {
  const {stdout} = await runOrThrow(process.execPath, ['bin/run.js', 'etcd', 'list', '--json']);
  const [newest] = JSON.parse(stdout).versions;
  if (newest === undefined) throw new Error('no etcd in the cache: node bin/run.js etcd install');
  return newest;
}

process.chdir(ROOT);
if (needsInstall() || needsBuild()) throw new Error('not built, or older than its sources: npm run build');
const {version, binDir} = await newestEtcd();
const [{model}] = cpus();
console.log(
  `Node ${process.version}, etcd ${version}, Linux ${release()}, ${cpus().length} × ${model.trim()}`,
);
console.log(`Load when it began: ${loadavg()[0].toFixed(2)}`);
for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
  if (words.length > 0 && !words.includes(name)) continue;
  console.log(`\n## ${benchmark.title}\n`);
  await benchmark.run({rounds, binDir});
}
