import type {NodeLog} from '../queries/read-logs.js';
import {paint} from './paint.js';
import type {View} from './view.js';

/** The lines as etcd wrote them; with several nodes, each behind the name of its node. */
export const logsView: View<{readonly logs: readonly NodeLog[]}> = ({logs}, options) => {
  const width = Math.max(...logs.map(({node}) => node.length));
  const prefix = (node: string): string =>
    logs.length > 1 ? `${paint(node.padEnd(width), 'cyan', options)} | ` : '';
  const lines = logs.flatMap(({node, lines: ofNode}) => ofNode.map(line => `${prefix(node)}${line}`));
  return lines.length === 0 ? 'No logs yet. Next: etcdops up' : lines.join('\n');
};
