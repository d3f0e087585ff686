import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';

import {ClusterCommand} from '../lib/cli/cluster-command.js';
import {countFlag} from '../lib/cli/flags.js';
import {readerGone, writeJsonLine, writeText} from '../lib/cli/output.js';
import {terminalColumns} from '../lib/cli/terminal-columns.js';
import {followLogs, readLogs, type NodeLog} from '../lib/queries/read-logs.js';
import {selectNodes} from '../lib/queries/select-nodes.js';
import {logsView} from '../lib/views/logs-view.js';

export default class Logs extends ClusterCommand {
  static override summary = 'Show the logs of the nodes that etcdops started.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> infra0 --lines 50',
    '<%= config.bin %> <%= command.id %> --follow',
  ];

  static override strict = false;
  static override args = {node: Args.string({description: 'names of the nodes [default: all]'})};
  static override flags = {
    follow: Flags.boolean({description: 'go on with what is added, until Ctrl-C'}),
    lines: countFlag(
      'lines',
      0,
      1_000_000,
    )({
      description: 'how many lines from the end of each log',
      default: 20,
    }),
  };

  async run(): Promise<{logs: readonly NodeLog[]} | undefined> {
    const {flags, argv} = await this.parse(Logs);
    const services = this.services(flags);
    const loaded = await this.load(flags);
    const nodes = selectNodes(loaded.spec, argv as string[]);
    const {logs, positions} = await readLogs(services, loaded, {nodes, count: flags.lines});
    if (!flags.follow) return this.show({logs}, logsView);
    const write = (log: NodeLog): void => {
      if (this.jsonEnabled())
        for (const line of log.lines) writeJsonLine({schemaVersion: 1, node: log.node, line});
      else if (log.lines.length > 0)
        writeText(
          logsView(
            {logs: nodes.length > 1 ? [log, {node: '', lines: []}] : [log]},
            {color: this.colorful(), width: terminalColumns(process.stdout)},
          ),
        );
    };
    logs.forEach(write);
    const signal = AbortSignal.any([services.signal, readerGone]);
    await followLogs({...services, signal}, {...loaded, nodes, positions}, write);
    return undefined;
  }
}
