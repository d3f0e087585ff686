import {verifyTls} from '../../../queries/pki/verify-tls.js';
import type {SpecContext} from '../../cluster-run.js';

/** What `tls verify` calls broken, in words. */
export async function tlsFaults({adapters, loaded}: SpecContext): Promise<string[]> {
  // A gateway shows what the members show, which are asked themselves; whether it passes on is no matter of certificates.
  const nodes = loaded.spec.nodes.filter(({role}) => role !== 'gateway');
  const {faults, handshakes} = await verifyTls(adapters, loaded, nodes);
  return [
    ...faults.filter(({severity}) => severity === 'error').map(({path, message}) => `${path} ${message}`),
    ...handshakes
      .filter(({outcome}) => outcome === 'failed')
      .map(({from, to, why}) => `${from} cannot talk to ${to}: ${why}`),
  ];
}
