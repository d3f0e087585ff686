import type {Severity} from './finding.js';

/** What `docs/rules.md` says of a rule of the spec. The id is a stable name. */
export interface SpecRuleInfo {
  readonly id: string;
  /** Worst case; a rule may be milder where it says so. */
  readonly severity: Severity;
  /** What is wrong, on one line without a full stop at its end. */
  readonly title: string;
  readonly why: string;
  /** Top-level keys that take the place of those of a good spec; a test runs each. */
  readonly bad: string;
  readonly good: string;
}

const MEMBER = 'role: member, host: 127.0.0.1';

/** Rules that only a spec can break: its form, and what follows from its own words. */
export const SPEC_RULE_INFOS: readonly SpecRuleInfo[] = [
  {
    id: 'yaml-syntax',
    severity: 'error',
    title: 'The spec is no YAML',
    why: 'Nothing of the file can be read, so no command works until the line is mended.',
    bad: 'cluster: demo\ncluster: shop',
    good: 'cluster: demo',
  },
  {
    id: 'spec-unknown-key',
    severity: 'error',
    title: 'A key that the spec does not have',
    why: 'It would be ignored, and with it what you meant. The nearest known key is named.',
    bad: 'tokn: demo-1',
    good: 'token: demo-1',
  },
  {
    id: 'spec-missing-key',
    severity: 'error',
    title: 'A key that every spec needs is missing',
    why: 'There is no default that would be right for all.',
    bad: 'etcd: {}',
    good: 'etcd: {version: 3.7.3}',
  },
  {
    id: 'spec-value',
    severity: 'error',
    title: 'A value of the wrong kind',
    why: 'The message says what it must be instead.',
    bad: `nodes:\n  - {name: infra0, ${MEMBER}, ports: {client: 0, peer: 2380}}`,
    good: `nodes:\n  - {name: infra0, ${MEMBER}, ports: {client: 2379, peer: 2380}}`,
  },
  {
    id: 'spec-schema-version',
    severity: 'error',
    title: 'A newer etcdops wrote the spec',
    why: 'Its keys may mean something else there; guessing would be worse than stopping.',
    bad: 'schemaVersion: 2',
    good: 'schemaVersion: 1',
  },
  {
    id: 'no-members',
    severity: 'error',
    title: 'The spec has no members',
    why: 'Proxies and gateways only pass on what members say.',
    bad: 'nodes:\n  - {name: gateway0, role: gateway, host: 127.0.0.1, ports: {client: 2389}}',
    good: `nodes:\n  - {name: infra0, ${MEMBER}, ports: {client: 2379, peer: 2380}}`,
  },
  {
    id: 'etcd-version',
    severity: 'error',
    title: 'A version of etcd that etcdops does not know',
    why: 'Older lines have other flags and other dangers; of newer ones etcdops warns and goes on.',
    bad: 'etcd: {version: 3.3.27}',
    good: 'etcd: {version: 3.4.45}',
  },
  {
    id: 'v2-proxy-removed',
    severity: 'error',
    title: 'A v2 proxy with an etcd that has none',
    why: 'etcd 3.6 and later ignore the setting and start a real member instead.',
    bad: 'nodes:\n  - {name: infra0, role: member, host: 127.0.0.1, ports: {client: 2379, peer: 2380}}\n  - {name: proxy0, role: v2-proxy, host: 127.0.0.1, ports: {client: 2389}}',
    good: 'nodes:\n  - {name: infra0, role: member, host: 127.0.0.1, ports: {client: 2379, peer: 2380}}\n  - {name: gateway0, role: gateway, host: 127.0.0.1, ports: {client: 2389}}',
  },
  {
    id: 'bin-dir',
    severity: 'error',
    title: 'The folder of the programs is a relative path',
    why: 'systemd and Procfile runners start etcd from elsewhere.',
    bad: 'etcd: {version: 3.7.3, binDir: bin}',
    good: 'etcd: {version: 3.7.3, binDir: /opt/etcd}',
  },
  {
    id: 'unused-host',
    severity: 'warning',
    title: 'An entry under hosts that no node lives on',
    why: 'Most likely the host is written in another way there.',
    bad: 'hosts:\n  10.0.0.9: {ssh: {user: admin}}',
    good: 'hosts:\n  127.0.0.1: {ssh: {user: admin}}',
  },
  {
    id: 'role-keys',
    severity: 'error',
    title: 'A key that a node of that role does not have, or lacks',
    why: 'Members need a peer port; nothing else has one. Only a v2 proxy has a mode.',
    bad: `nodes:\n  - {name: infra0, ${MEMBER}, ports: {client: 2379}}`,
    good: `nodes:\n  - {name: infra0, ${MEMBER}, ports: {client: 2379, peer: 2380}}`,
  },
  {
    id: 'tls-not-yet',
    severity: 'error',
    title: 'A TLS mode that this release does not have',
    why: 'Without it the cluster would talk plain HTTP although the spec says otherwise.',
    bad: 'tls: {mode: ca}',
    good: 'tls: {mode: none}',
  },
  {
    id: 'bootstrap-not-yet',
    severity: 'error',
    title: 'A bootstrap method that this release does not have',
    why: 'The files would make a cluster by a static list although the spec says otherwise.',
    bad: 'bootstrap: {method: srv, domain: example.com}',
    good: 'bootstrap: {method: static}',
  },
  {
    id: 'setting-unknown',
    severity: 'error',
    title: 'A setting that no etcd has',
    why: 'As a flag it would end etcd; in a config file it would be dropped in silence.',
    bad: 'settings: {quota-backend-byte: 8589934592}',
    good: 'settings: {quota-backend-bytes: 8589934592}',
  },
  {
    id: 'setting-managed',
    severity: 'error',
    title: 'A setting that follows from the rest of the spec',
    why: 'Two places that say different things would never agree; the message names the one that counts.',
    bad: 'settings: {initial-cluster-state: existing}',
    good: 'settings: {log-level: warn}',
  },
  {
    id: 'setting-not-in-version',
    severity: 'error',
    title: 'A setting that this version of etcd does not have',
    why: 'The message says which versions have it, and what took its place.',
    bad: 'settings: {experimental-corrupt-check-time: 1h}',
    good: 'settings: {corrupt-check-time: 1h}',
  },
  {
    id: 'setting-not-in-file',
    severity: 'error',
    title: 'A setting that etcd takes as a flag only',
    why: 'etcdops runs members from config files, where etcd drops it in silence.',
    bad: 'settings: {client-crl-file: /etc/etcd/crl.pem}',
    good: 'settings: {log-level: info}',
  },
  {
    id: 'setting-needed',
    severity: 'error',
    title: 'A setting that etcdops itself needs',
    why: 'Health and state are asked through the JSON gateway; with it off, etcdops would take every member for dead.',
    bad: 'settings: {enable-grpc-gateway: false}',
    good: 'settings: {enable-grpc-gateway: true}',
  },
  {
    id: 'setting-value',
    severity: 'error',
    title: 'A value that etcd cannot read',
    why: 'etcd would end at its start.',
    bad: 'settings: {quota-backend-bytes: 8GB}',
    good: 'settings: {quota-backend-bytes: 8589934592}',
  },
];
