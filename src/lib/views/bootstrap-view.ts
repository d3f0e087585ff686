import {relative} from 'node:path';

import {V2_COST, V2_OFF} from '../domain/proxies/v2-notice.js';
import {shellQuote} from '../domain/text/shell-quote.js';
import type {BootstrapResult} from '../workflows/bootstrap-static.js';
import {AUTO_TLS_NOTE} from './auto-tls-note.js';
import {paint} from './paint.js';
import {statusView} from './status-view.js';
import {formatTable} from './table.js';
import type {View} from './view.js';

export interface ShownBootstrap extends BootstrapResult {
  readonly cwd: string;
}

/** More files than this are counted, not listed. */
const LISTED_FILES = 12;

function fileLines(files: readonly string[]): string[] {
  const visible = files.filter(path => !path.startsWith('.etcdops/'));
  if (visible.length <= LISTED_FILES) return visible.map(path => `  ${path}`);
  return [...visible.slice(0, 4).map(path => `  ${path}`), `  … and ${visible.length - 4} more`];
}

function nextLine({
  started,
  planned,
  cwd,
  dir,
  nodes,
  etcdAtHand,
  etcdVersion,
  files,
}: ShownBootstrap): string {
  const folder = relative(cwd, dir);
  const enter = folder === '' ? '' : `cd ${shellQuote(folder)} && `;
  if (planned) return 'Nothing was written. Next: the same line without --dry-run';
  if (started) return `Next: ${enter}etcdops ctl -- put hello world`;
  const zone = files.find(path => path.startsWith('dns/'));
  const up =
    zone === undefined
      ? 'etcdops up'
      : `put the records of ${zone} into DNS, then: etcdops srv check && etcdops up`;
  const isElsewhere = nodes.some(({role, onThisMachine}) => role === 'member' && !onThisMachine);
  if (!etcdAtHand && !isElsewhere) return `Next: ${enter}etcdops etcd install ${etcdVersion} && ${up}`;
  return `Next: ${enter}${up}${isElsewhere ? '   (prints what to type on each of the other machines)' : ''}`;
}

function tlsLines({tls, status}: ShownBootstrap): string[] {
  // The status says it too.
  if (tls === 'auto' && status === undefined) return [`TLS auto: ${AUTO_TLS_NOTE}.`, ''];
  if (tls !== 'ca') return [];
  return ['Keep pki/ca.key safe: whoever has it can let anybody into this cluster.', ''];
}

/** The v2 API is on for v2 proxies alone. */
function v2Lines({enableV2}: ShownBootstrap): string[] {
  if (enableV2 === undefined) return [];
  if (!enableV2) return [V2_OFF, ''];
  return ['The v2 API is on (enable-v2), for the v2 proxies; --no-enable-v2 leaves it off.', ...V2_COST, ''];
}

/** What was written and what to type next. */
export const bootstrapView: View<ShownBootstrap> = (result, options) => {
  const verb = result.planned ? 'Would write' : 'Wrote';
  const folder = relative(result.cwd, result.dir) || '.';
  const lines = [
    `${verb} cluster ${paint(result.cluster, 'bold', options)} (etcd ${result.etcdVersion}) to ${folder}:`,
  ];
  lines.push(...fileLines(result.files), '', ...tlsLines(result), ...v2Lines(result));
  if (result.status !== undefined)
    return [...lines, statusView(result.status, options).replace(/\nNext:.*$/, ''), nextLine(result)].join(
      '\n',
    );
  const rows = result.nodes.map(({name, role, clientUrl, peerUrl}) => [
    name,
    role,
    clientUrl ?? '-',
    peerUrl ?? '-',
  ]);
  return [...lines, formatTable(['NAME', 'ROLE', 'CLIENT URL', 'PEER URL'], rows), '', nextLine(result)].join(
    '\n',
  );
};
