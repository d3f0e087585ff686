// Apart from the schema: whoever needs only these words need not load zod.

/** The `schemaVersion` that this etcdops writes, and the only one it reads. */
export const SPEC_SCHEMA_VERSION = 1;

export const NODE_ROLES = ['member', 'v2-proxy', 'gateway', 'grpc-proxy'] as const;
export const ARTIFACT_FORMATS = [
  'config',
  'procfile',
  'env',
  'systemd',
  'docker',
  'compose',
  'flags',
] as const;
export const TLS_MODES = ['none', 'auto', 'ca', 'external'] as const;
/** Those that `bootstrap` can make by itself. */
export const MADE_TLS_MODES = ['none', 'auto', 'ca'] as const;
export const PEER_CAS = ['shared', 'separate'] as const;
export const PROXY_MODES = ['readwrite', 'readonly'] as const;

export type NodeRole = (typeof NODE_ROLES)[number];
/** As users see it. */
export type ShownRole = NodeRole | 'learner';
export type ArtifactFormat = (typeof ARTIFACT_FORMATS)[number];
export type TlsMode = (typeof TLS_MODES)[number];
export type MadeTlsMode = (typeof MADE_TLS_MODES)[number];
export type PeerCa = (typeof PEER_CAS)[number];
export type ProxyMode = (typeof PROXY_MODES)[number];
export type SettingValue = string | number | boolean | string[];
