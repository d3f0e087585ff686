import {printable} from '../text/printable.js';

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;
const TOKEN = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Names become file names, flags, unit names and host labels, hence the limit of a DNS label. */
export const MAX_NAME_LENGTH = 63;
const MAX_TOKEN_LENGTH = 128;

/** Why a text cannot name a node or a cluster, or undefined where it can. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'a name is empty';
  if (name.length > MAX_NAME_LENGTH) {
    return `the name "${printable(name, 24)}" has ${name.length} characters; at most ${MAX_NAME_LENGTH} are possible`;
  }
  if (!NAME.test(name) || name.includes('..')) {
    return `"${printable(name)}" is not a name: use letters, digits, ".", "_" and "-", beginning with a letter or digit`;
  }
  return undefined;
}

/** Why a text cannot be a cluster token. etcd takes any; these are the ones that survive every file format. */
export function tokenProblem(token: string): string | undefined {
  if (token === '') return 'the token is empty';
  if (token.length > MAX_TOKEN_LENGTH) {
    return `the token has ${token.length} characters; at most ${MAX_TOKEN_LENGTH} are possible`;
  }
  if (!TOKEN.test(token))
    return `"${printable(token)}" is not a token: use letters, digits, ".", "_" and "-"`;
  return undefined;
}
