import type {Written} from './grpc-writers.js';

/** What clients saw that wrote through the members, a gateway and a gRPC proxy at the same time. */
export interface Load {
  readonly members: Written;
  readonly gateway: Written;
  readonly grpcProxy: Written;
}

/** A machine that is busy makes a stall longer, and an election may be decided late: more than both do. */
const STALL_FACTOR = 3;
const STALL_MARGIN_MS = 5000;

function named({members, gateway, grpcProxy}: Load): (readonly [way: string, written: Written])[] {
  return [
    ['members', members],
    ['the gateway', gateway],
    ['the gRPC proxy', grpcProxy],
  ];
}

export function waysOf(load: Load): Written[] {
  return named(load).map(([, written]) => written);
}

export function outages(load: Load): number {
  return waysOf(load).reduce((sum, way) => sum + way.outages, 0);
}

/** For people. */
export function told(load: Load): string {
  const each = named(load).map(([way, {acknowledged, failed, outages: times, longestStallMs}]) => {
    const count = `${failed} of ${acknowledged.length + failed}`;
    return `${count} (in ${times} outages, stall ${longestStallMs} ms) by ${way}`;
  });
  return each.join(', ');
}

/** Ways by which nothing was acknowledged for far longer than by the same way under another load; in words. */
export function longerStalls(load: Load, than: Load): string[] {
  const others = waysOf(than);
  return named(load).flatMap(([way, {longestStallMs}], index) => {
    const otherMs = others[index]!.longestStallMs;
    const mostMs = STALL_FACTOR * otherMs + STALL_MARGIN_MS;
    return longestStallMs <= mostMs ? [] : [`${way}: ${longestStallMs} ms, and ${otherMs} ms before`];
  });
}
