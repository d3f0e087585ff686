import {printable} from '../text/printable.js';
import type {EndpointDrift} from './endpoints.js';

/** How many endpoints are named; `status --json` has all. */
const SHOWN_ENDPOINTS = 5;

function words(verb: string, endpoints: readonly string[]): string[] {
  if (endpoints.length === 0) return [];
  const shown = endpoints.slice(0, SHOWN_ENDPOINTS).map(endpoint => printable(endpoint));
  const rest = endpoints.length - shown.length;
  return [`${verb} ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`];
}

/** `misses 10.0.0.4:2379, still has 10.0.0.3:2379` */
export function driftWords({missing, stale}: EndpointDrift): string {
  return [...words('misses', missing), ...words('still has', stale)].join(', ');
}
