import {exampleMember, exampleOfThree} from './rule-examples.js';
import type {ProcessRule, RuleExample} from './rule.js';
import {faultyUrls, type FaultyUrl, type UrlCause} from './url-faults.js';
import {urlFix} from './url-fix.js';
import {shown} from './wording.js';

interface UrlRow {
  readonly cause: UrlCause;
  readonly title: string;
  readonly why: string;
  readonly says: (faulty: FaultyUrl) => string;
  readonly bad: RuleExample;
  readonly good: RuleExample;
}

const ROWS: readonly UrlRow[] = [
  {
    cause: 'empty',
    title: 'An empty entry in a list of URLs',
    why: 'etcd splits a list at its commas and reads what stands between them as URLs, an empty text too. Only in initial-cluster are empty entries skipped.',
    says: () => 'an entry is empty: a comma too many, or a URL that is missing',
    bad: exampleMember({'listen-client-urls': 'http://10.0.0.1:2379,'}),
    good: exampleMember({'listen-client-urls': 'http://10.0.0.1:2379,http://127.0.0.1:2379'}),
  },
  {
    cause: 'quotes',
    title: 'Quotes inside a URL',
    why: 'Quotes within quotes, or in a file whose reader leaves them in place (docker --env-file, a compose list), reach etcd and are no part of any URL. Web pages bring typographic ones.',
    says: ({url}) => `the quotes in ${shown(url.text)} are part of the URL for etcd`,
    bad: exampleMember({'listen-client-urls': `'"http://10.0.0.1:2379"'`}),
    good: exampleMember({'listen-client-urls': `"http://10.0.0.1:2379"`}),
  },
  {
    cause: 'whitespace',
    title: 'White space inside a URL',
    why: 'Lists are separated by commas alone. White space around a URL does not matter, but inside it does, and so does a remark behind it.',
    says: ({url}) => `${shown(url.text)} holds white space; only commas separate URLs`,
    bad: exampleMember({'listen-client-urls': 'http://10.0.0.1:2379 http://127.0.0.1:2379'}),
    good: exampleMember({'listen-client-urls': 'http://10.0.0.1:2379, http://127.0.0.1:2379'}),
  },
  {
    cause: 'ipv6-brackets',
    title: 'An IPv6 address without brackets',
    why: 'The colons of the address cannot be told from the one before the port, so in a URL the address stands in brackets.',
    says: ({url}) => `the IPv6 address in ${shown(url.text)} needs brackets around it`,
    bad: exampleMember({'listen-client-urls': 'http://2001:db8::1:2379'}),
    good: exampleMember({
      'listen-client-urls': 'http://[2001:db8::1]:2379',
      'advertise-client-urls': 'http://[2001:db8::1]:2379',
    }),
  },
  {
    cause: 'bad-scheme',
    title: 'A scheme that etcd does not know',
    why: 'etcd listens on http, https, unix and unixs, and on nothing else.',
    says: ({url}) => `${shown(url.text)} begins with a scheme that etcd does not know`,
    bad: exampleMember({'listen-client-urls': 'tcp://10.0.0.1:2379'}),
    good: exampleMember(),
  },
  {
    cause: 'no-scheme',
    title: 'An address without http:// or https://',
    why: 'etcd takes whole URLs. Only the endpoints of etcdctl, the gateway and the gRPC proxy may be bare addresses.',
    says: ({url}) => `${shown(url.text)} does not begin with http:// or https://`,
    bad: exampleOfThree({
      'initial-cluster': 'infra0=10.0.0.1:2380,infra1=http://10.0.0.2:2380,infra2=http://10.0.0.3:2380',
    }),
    good: exampleOfThree(),
  },
  {
    cause: 'no-port',
    title: 'A URL without a port',
    why: 'etcd knows no default port for a URL that is written down, not even 80 or 443.',
    says: ({url}) => `${shown(url.text)} has no port`,
    bad: exampleMember({'advertise-client-urls': 'http://10.0.0.1'}),
    good: exampleMember({'advertise-client-urls': 'http://10.0.0.1:2379'}),
  },
  {
    cause: 'path',
    title: 'A URL with a path',
    why: 'etcd compares URLs letter by letter and takes none with a path, not even with a slash at the end.',
    says: ({url}) => `${shown(url.text)} has a path; nothing may stand behind the port, not even a slash`,
    bad: exampleMember({'advertise-client-urls': 'http://10.0.0.1:2379/'}),
    good: exampleMember({'advertise-client-urls': 'http://10.0.0.1:2379'}),
  },
  {
    cause: 'syntax',
    title: 'A text that is no URL',
    why: 'etcd cannot make out scheme, host and port.',
    says: ({url}) => `etcd cannot read ${shown(url.text)} as a URL`,
    bad: exampleMember({'listen-client-urls': 'http://10.0.0.1:2379a'}),
    good: exampleMember(),
  },
];

/** Rules about URLs that etcd cannot read, in its listeners, in what it advertises and in the initial cluster. */
export const URL_RULES: readonly ProcessRule[] = ROWS.map(({cause, title, why, says, bad, good}) => ({
  id: `url-${cause}`,
  severity: 'error',
  title,
  why,
  etcd: 'refuses',
  bad,
  good,
  check: process =>
    faultyUrls(process)
      .filter(faulty => faulty.cause === cause)
      .map(faulty => ({
        place: faulty.place,
        message: `${faulty.setting}: ${says(faulty)}`,
        fix: urlFix(faulty),
        ...(faulty.says === undefined ? {} : {etcdSays: faulty.says}),
      })),
}));
