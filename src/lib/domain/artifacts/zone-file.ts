import {srvPlaceOf} from '../nodes/srv-target.js';
import type {ClusterSpec} from '../spec/schema.js';
import {formatRecords} from '../srv/record-formats.js';
import {planSrv} from '../srv/srv-plan.js';
import {MADE_BY, type Artifact} from './artifact.js';

/** Where the records of a domain stand; relative to the folder of the spec. */
export function zoneFileOf(domain: string): string {
  return `dns/${domain}.zone`;
}

/** The records by which the members find each other; undefined where they do otherwise. */
export function zoneFile(spec: ClusterSpec): Artifact | undefined {
  const place = srvPlaceOf(spec);
  if (place === undefined) return undefined;
  const text = `; ${MADE_BY}\n${formatRecords(planSrv(spec, place), 'zone')}\n`;
  return {path: zoneFileOf(place.domain), format: 'zone', mode: 0o644, body: {kind: 'text', text}};
}
