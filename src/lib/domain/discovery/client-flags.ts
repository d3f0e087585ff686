import {printable} from '../text/printable.js';
import {shellQuote} from '../text/shell-quote.js';
import type {DiscoveryMethod} from './method.js';

/** How a line of `etcdops discovery …` shows itself to the service: ` --cacert ca.crt --user demo`; never a password. */
export function clientFlags({cacert, cert, key, user}: NonNullable<DiscoveryMethod['client']> = {}): string {
  return Object.entries({cacert, cert, key, user})
    .flatMap(([flag, value]) => (value === undefined ? [] : [` --${flag} ${shellQuote(printable(value))}`]))
    .join('');
}
