import type {MemberFacts} from '../../domain/membership/facts.js';
import type {SpecNode} from '../../domain/spec/schema.js';

/** A port as a URL has it; the one of the scheme where it has none. */
function portOf({port, protocol}: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/** A member that no spec has, as far as others have to name it: by its first peer URL. */
export function asNode({id, name, peerUrls}: MemberFacts): SpecNode {
  const url = new URL(peerUrls[0] ?? 'http://unknown:1');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const peer = portOf(url);
  return {name: name === '' ? id : name, role: 'member', host, ports: {client: peer, peer}};
}
