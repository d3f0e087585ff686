/**
 * `none` where the leader sent none, `applying` while the member takes it over, `applied` once it has, and `unanswered`
 * where it has by then proposed something and not seen it come: soon after its start, who it is itself.
 */
export type ReceivedSnapshot = 'none' | 'applying' | 'unanswered' | 'applied';

/** The sum over all labels of a metric in the text format of Prometheus; 0 where it is missing. */
function total(text: string, metric: string): number {
  const lines = text
    .split('\n')
    .filter(line => line.startsWith(`${metric} `) || line.startsWith(`${metric}{`));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** Reads the metrics of etcd 3.5 and later; 3.4 has them too. */
export function parseReceivedSnapshot(text: string): ReceivedSnapshot {
  if (total(text, 'etcd_network_snapshot_receive_inflights_total') > 0) return 'applying';
  if (!(total(text, 'etcd_network_snapshot_receive_success') > 0)) return 'none';
  if (total(text, 'etcd_server_snapshot_apply_in_progress_total') > 0) return 'applying';
  return total(text, 'etcd_server_proposals_pending') > 0 ? 'unanswered' : 'applied';
}
