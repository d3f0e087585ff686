import type {MemberFacts} from '../../domain/membership/facts.js';
import type {SpecNode} from '../../domain/spec/schema.js';

/** A port as a URL has it; the one of the scheme where it has none. */
function portOf({port, protocol}: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/**
 * A member as far as others have to name it: one node for each of its peer URLs, as `initial-cluster` has them. Those
 * are known from the cluster, also where the others were found by the names that DNS has.
 */
export function asNodes(name: string, {peerUrls}: Pick<MemberFacts, 'peerUrls'>): SpecNode[] {
  return peerUrls.map(text => {
    const url = new URL(text);
    const peer = portOf(url);
    return {
      name,
      role: 'member',
      host: url.hostname.replace(/^\[|\]$/g, ''),
      initialClusterState: 'existing',
      ports: {client: peer, peer},
    };
  });
}
