import {describe, expect, it} from 'vitest';

import {parseReceivedSnapshot} from '../../../../src/lib/adapters/etcd-api/metrics.js';

/** As etcd 3.7.3 has them. */
const QUIET = `# HELP etcd_server_snapshot_apply_in_progress_total 1 if the server is applying the incoming snapshot. 0 if none.
# TYPE etcd_server_snapshot_apply_in_progress_total gauge
etcd_server_snapshot_apply_in_progress_total 0
etcd_network_snapshot_receive_total_duration_seconds_count{From="31169de0be93794c"} 1
`;
const RECEIVED = 'etcd_network_snapshot_receive_success{From="31169de0be93794c"} 1\n';

describe('parseReceivedSnapshot', () => {
  it.each([
    ['nothing came', QUIET, 'none'],
    ['another program', '<html></html>', 'none'],
    ['it came, and is taken over', RECEIVED + QUIET.replace('total 0', 'total 1'), 'applying'],
    [
      'it is on its way',
      `${RECEIVED}${QUIET}etcd_network_snapshot_receive_inflights_total{From="3"} 1\n`,
      'applying',
    ],
    ['it came', QUIET + RECEIVED, 'applied'],
    [
      'it came, and what was proposed did not',
      `${QUIET}${RECEIVED}etcd_server_proposals_pending 1\n`,
      'unanswered',
    ],
    ['proposed, and nothing came', `${QUIET}etcd_server_proposals_pending 1\n`, 'none'],
  ])('%s', (_, text, expected) => {
    expect(parseReceivedSnapshot(text)).toBe(expected);
  });
});
