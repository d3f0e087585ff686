import {shellQuote} from '../domain/text/shell-quote.js';
import type {RestoredDirectory} from '../workflows/snapshots/restored-directories.js';
import type {RestoreToResult} from '../workflows/snapshots/restore-to.js';
import type {View} from './view.js';

function isElsewhere({dataDir, dataDirThere}: RestoredDirectory): boolean {
  return dataDir !== dataDirThere;
}

function linesOf(member: RestoredDirectory, specFolder: string): string[] {
  const {name, host, dataDir, walDir, config, dataDirThere, walDirThere} = member;
  const log = walDir === undefined ? '' : `, with the log in ${shellQuote(walDir)}`;
  // The certificates in a config are named from the folder of the spec.
  const start = `cd ${shellQuote(specFolder)} && etcd --config-file ${shellQuote(config)}`;
  if (!isElsewhere(member)) return [`  ${name} on ${host}: ${shellQuote(dataDir)}${log}`, `    ${start}`];
  const logThere = walDir === undefined ? '' : `, ${shellQuote(walDir)} becomes ${walDirThere}`;
  return [
    `  ${name} on ${host}: ${shellQuote(dataDir)} becomes ${dataDirThere} there${logThere}`,
    `    with the config ${shellQuote(config)}, once all is copied: etcd --config-file ${shellQuote(`${name}.yaml`)}`,
  ];
}

/**
 * Which directory goes where, and what starts it there.
 * @param specFolder absolute
 */
export function snapshotRestoreToView(specFolder: string): View<RestoreToResult> {
  return ({members, dryRun, revision, token, clusterId, next}) => {
    const lines = members.flatMap(member => linesOf(member, specFolder));
    if (dryRun)
      return ['Would make:', ...lines, 'Nothing was changed. Next: the same line without --dry-run'].join(
        '\n',
      );
    return [
      `Made the data of cluster ${clusterId} (token ${token}), which begins at revision ${revision}:`,
      ...lines,
      ...(members.some(isElsewhere)
        ? ['Copy all of them before the first one is started: without its data no config begins a cluster.']
        : []),
      ...next.map(line => {
        // What runs on other machines is for them to stop.
        const stop = members.every(isElsewhere) ? '' : 'etcdops down, then ';
        return `Next, for it to become the cluster of ${shellQuote(specFolder)}: ${stop}${line}`;
      }),
    ].join('\n');
  };
}
