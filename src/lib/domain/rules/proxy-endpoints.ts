import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {compareVersions} from '../etcd-version/version.js';
import {defaultValueOf, givenOf, valueOf} from '../process/values.js';
import {splitHostPort, type HostPort} from './host-port.js';

/** One endpoint of a gateway or gRPC proxy. */
export interface Endpoint {
  /** As written. */
  readonly text: string;
  /** Without its scheme and path. */
  readonly address: string;
  readonly path: string;
  /** In small letters; empty where there is none. */
  readonly scheme: string;
  readonly hostPort?: HostPort;
}

/** More endpoints than this are nothing that anybody wrote. */
const MAX_ENDPOINTS = 1000;

/** pflag reads its lists as CSV: a field may stand in quotes. */
function fieldsOf(text: string): string[] {
  const fields = text.split(',', MAX_ENDPOINTS);
  return fields.map(field => (/^".*"$/.test(field) ? field.slice(1, -1) : field));
}

/** The gateway takes a URL for its host and port. */
function toEndpoint(text: string): Endpoint {
  const [, scheme = '', authority = '', path = ''] =
    /^([a-z][a-z\d+.-]*):\/\/([^/?#\s]*)(.*)$/i.exec(text) ?? [];
  const address = authority === '' ? text : authority;
  const hostPort = splitHostPort(address);
  const base = {text, address, path: authority === '' ? '' : path, scheme: scheme.toLowerCase()};
  return hostPort === undefined ? base : {...base, hostPort};
}

/** The endpoints that are written; undefined where none are, or where only the machine knows them. */
export function endpointsOf(process: EtcdProcess): {given: Assignment; endpoints: Endpoint[]} | undefined {
  const given = givenOf(process, 'endpoints');
  if (given === undefined || given.unresolved) return undefined;
  return {given, endpoints: given.value === '' ? [] : fieldsOf(given.value).map(toEndpoint)};
}

/** Where a proxy listens; undefined where that cannot be read. */
export function listenAddressOf(process: EtcdProcess): HostPort | undefined {
  const given = givenOf(process, 'listen-addr');
  if (given?.unresolved) return undefined;
  return splitHostPort(given?.value ?? defaultValueOf(process, 'listen-addr') ?? '');
}

/** What a gRPC proxy advertises, with its default; undefined where that is nothing, or cannot be read. */
export function advertisedAddressOf(process: EtcdProcess): HostPort | undefined {
  if (givenOf(process, 'advertise-client-url')?.unresolved) return undefined;
  const text = valueOf(process, 'advertise-client-url') ?? '';
  return splitHostPort(text.replace(/^[a-z]+:\/\//i, '').replace(/\/.*$/s, ''));
}

/** From 3.5.28 and 3.6.9 on, and not in 3.7, a gRPC proxy connects to itself by the address that it advertises. */
export function connectsToItself({version}: EtcdProcess): boolean {
  const isOfLine = (first: string, next: string): boolean =>
    compareVersions(version, first) >= 0 && compareVersions(version, next) < 0;
  return isOfLine('3.5.28', '3.6.0') || isOfLine('3.6.9', '3.7.0');
}
