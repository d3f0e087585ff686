import {compareVersions} from '../etcd-version/version.js';
import {readGoDuration} from '../text/go-duration.js';
import {knownOf} from './assignments.js';
import {configFile} from './example-files.js';
import type {ProcessRule} from './rule.js';
import {shown} from './wording.js';

/** Signing methods of JWT that etcd knows. */
const SIGN_METHODS = /^(?:RS|PS|ES|HS)(?:256|384|512)$/;

/** What is wrong with a value, and the words of etcd where they are certain. */
interface Problem {
  readonly message: string;
  readonly says?: string;
}

const INVALID = 'auth: invalid auth options';

/** The options behind a provider; each is a key and a value, and no key stands twice. */
function optionsOf(options: readonly string[]): Map<string, string> | Problem {
  const values = new Map<string, string>();
  for (const option of options) {
    const [key = '', value, more] = option.split('=', 3);
    if (value === undefined || more !== undefined)
      return {message: `has an option that is no key=value: ${shown(option)}`, says: INVALID};
    if (values.has(key)) return {message: `has the option ${shown(key)} twice`, says: INVALID};
    values.set(key, value);
  }
  return values;
}

function methodProblem(method: string, version: string): Problem | undefined {
  if (method === '') return {message: 'names no sign-method', says: INVALID};
  if (SIGN_METHODS.test(method)) return undefined;
  const message = `has a sign-method that etcd does not know: ${shown(method)}`;
  if (method === 'none') return {message};
  if (method !== 'EdDSA') return {message, says: INVALID};
  return compareVersions(version, '3.6.0') < 0 ? {message: `${message}; it is in 3.6 and later`} : undefined;
}

/** What is wrong with the options of JWT; undefined where they can be read, but for the files. */
function jwtProblem(options: ReadonlyMap<string, string>, version: string): Problem | undefined {
  const option = (name: string): string => options.get(name) ?? '';
  const ttl = option('ttl');
  if (ttl !== '' && 'problem' in readGoDuration(ttl))
    return {message: `has a ttl that is no duration: ${shown(ttl)}`, says: INVALID};
  const method = option('sign-method');
  const problem = methodProblem(method, version);
  if (problem !== undefined) return problem;
  const key = option('priv-key') || (method.startsWith('HS') ? '' : option('pub-key'));
  return key === '' ? {message: 'names no key', says: 'auth: missing key data'} : undefined;
}

function tokenProblem(value: string, version: string): Problem | undefined {
  if (value === '') return undefined;
  const [provider = '', ...texts] = value.split(',', 50);
  const options = optionsOf(texts);
  if (!(options instanceof Map)) return options;
  if (provider === 'jwt') return jwtProblem(options, version);
  const message = `is ${shown(value)}, neither simple nor jwt with options`;
  return provider === 'simple' ? undefined : {message, says: INVALID};
}

const authToken: ProcessRule = {
  id: 'auth-token',
  severity: 'error',
  title: 'A provider of auth tokens that etcd cannot set up',
  why: 'The value is `simple`, or `jwt` with its options behind commas: sign-method, and the files of the keys. etcd ends at anything else, with a message that does not say what is missing.',
  etcd: 'refuses',
  bad: {files: configFile('auth-token: jwt')},
  good: {files: configFile('auth-token: jwt,sign-method=HS256,priv-key=/etc/etcd/jwt.key')},
  check: process => {
    const given = knownOf(process, 'auth-token');
    if (given === undefined || process.role !== 'member') return [];
    const problem = tokenProblem(given.value, process.version);
    if (problem === undefined) return [];
    return [
      {
        place: given.place,
        message: `${given.written} ${problem.message}`,
        fix: 'write simple, or jwt,sign-method=RS256,pub-key=FILE,priv-key=FILE',
        ...(problem.says === undefined ? {} : {etcdSays: problem.says}),
      },
    ];
  },
};

/** Rules about the tokens of users. */
export const AUTH_TOKEN_RULES: readonly ProcessRule[] = [authToken];
