export const MAX_PORT = 65535;
export const DEFAULT_BASE_PORT = 2379;
/** Distance between the blocks of two nodes on one host: 2379, 2389, 2399, … */
export const PORT_BLOCK = 10;

/** The ports of the n-th node (from 0) on a host. */
export function portBlock(basePort: number, index: number): {client: number; peer: number; metrics: number} {
  const client = basePort + index * PORT_BLOCK;
  return {client, peer: client + 1, metrics: client + 2};
}
