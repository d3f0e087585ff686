import {isDeepStrictEqual} from 'node:util';

import {printable} from '../text/printable.js';
import {shellQuote} from '../text/shell-quote.js';

type Config = Readonly<Record<string, unknown>>;

/** How a config file and the one that the spec gives differ in the way in which a member finds the others. */
export interface OtherWayIn {
  /** As the files say it: `discovery-srv: a.test`. */
  readonly found: string;
  readonly wanted: string;
  /** The arguments of `convert-bootstrap` that make the spec say what was found. */
  readonly convert: string;
}

interface Way {
  readonly text: string;
  readonly convert: string;
  /** What two files of one way have to have in common. */
  readonly place: unknown;
}

function isConfig(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function word(value: unknown): string {
  return printable(typeof value === 'string' ? value : JSON.stringify(value ?? ''));
}

function bySrv(config: Config): Way {
  const {'discovery-srv': domain, 'discovery-srv-name': name} = config;
  const isNamed = name !== undefined && name !== '';
  return {
    text: `discovery-srv: ${word(domain)}${isNamed ? ` (${word(name)})` : ''}`,
    convert: `srv --domain ${shellQuote(word(domain))}${isNamed ? ` --srv-name ${shellQuote(word(name))}` : ''}`,
    place: [domain, isNamed ? name : ''],
  };
}

/** Another token alone is one that was not written everywhere, which `up` mends. */
function byV2(config: Config): Way {
  const url = word(config['discovery']);
  return {
    text: `discovery: ${url}`,
    convert: `discovery --discovery-url ${shellQuote(url)}`,
    place: undefined,
  };
}

function byV3(config: Config): Way {
  const {token, client} = isConfig(config['discovery-config']) ? config['discovery-config'] : {};
  const {endpoints} = isConfig(client) ? client : {};
  const shown = Array.isArray(endpoints) ? endpoints.map(word).join(',') : word(endpoints);
  return {
    text: `discovery-config with ${shown}`,
    convert: `discovery --discovery-endpoints ${shellQuote(shown)} --discovery-token ${shellQuote(word(token))}`,
    place: endpoints,
  };
}

function byList(): Way {
  return {text: 'initial-cluster', convert: 'static', place: undefined};
}

/** The key that shows each way. */
const WAYS: readonly (readonly [key: string, way: (config: Config) => Way])[] = [
  ['discovery-srv', bySrv],
  ['discovery', byV2],
  ['discovery-config', byV3],
  ['initial-cluster', byList],
];

function wayOf(config: unknown): {key: string; way: Way} | undefined {
  if (!isConfig(config)) return undefined;
  const [key, read] = WAYS.find(([name]) => config[name] !== undefined && config[name] !== '') ?? [];
  return key === undefined ? undefined : {key, way: read!(config)};
}

/**
 * Undefined where both files let a member begin in one way, and where the found one names none: somebody wrote it who
 * wants it so.
 */
export function otherWayIn(found: unknown, wanted: unknown): OtherWayIn | undefined {
  const [there, here] = [wayOf(found), wayOf(wanted)];
  if (there === undefined || here === undefined) return undefined;
  if (there.key === here.key && isDeepStrictEqual(there.way.place, here.way.place)) return undefined;
  return {found: there.way.text, wanted: here.way.text, convert: there.way.convert};
}
