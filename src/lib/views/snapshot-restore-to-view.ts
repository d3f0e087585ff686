import {shellQuote} from '../domain/text/shell-quote.js';
import type {RestoreToResult} from '../workflows/snapshots/restore-to.js';
import type {View} from './view.js';

/** Which directory goes where. */
export const snapshotRestoreToView: View<RestoreToResult> = ({
  members,
  dryRun,
  revision,
  token,
  clusterId,
}) => {
  const lines = members.flatMap(({name, dataDir, walDir, config, host, dataDirThere}) => [
    `  ${name} on ${host}: ${shellQuote(dataDir)} becomes ${dataDirThere}${walDir === undefined ? '' : `, with the log of ${shellQuote(walDir)}`}`,
    `    etcd --config-file ${shellQuote(config)}`,
  ]);
  if (dryRun)
    return ['Would make:', ...lines, 'Nothing was changed. Next: the same line without --dry-run'].join('\n');
  return [
    `Made the data of cluster ${clusterId} (token ${token}), which begins at revision ${revision}:`,
    ...lines,
    'Copy all of them before the first one is started.',
  ].join('\n');
};
