import * as z from 'zod';

import {discoveryUrlProblem, serviceProblem} from '../discovery/discovery-url.js';
import {hostProblem, ipProblem} from '../nodes/hosts.js';
import {nameProblem, tokenProblem} from '../nodes/names.js';
import {MAX_PORT} from '../nodes/ports.js';
import {DEFAULT_KEY_TYPE, KEY_TYPES} from '../pki/certificate.js';
import {sanProblem} from '../pki/san.js';
import {domainProblem, srvNameProblem} from '../srv/domain-name.js';
import {printable} from '../text/printable.js';
import {parseVersion} from '../etcd-version/version.js';
import {
  ARTIFACT_FORMATS,
  NODE_ROLES,
  PEER_CAS,
  PROXY_MODES,
  SPEC_SCHEMA_VERSION,
  TLS_MODES,
} from './vocabulary.js';

/** A text whose rule lives in a pure function that explains what is wrong, so that flags and spec say the same. */
function text(problem: (value: string) => string | undefined, description: string) {
  return z
    .string()
    .superRefine((value, context) => {
      const message = problem(value);
      if (message !== undefined) context.addIssue({code: 'custom', message});
    })
    .describe(description);
}

function versionProblem(value: string): string | undefined {
  return parseVersion(value) === value ? undefined : `"${value}" is not a full etcd version such as 3.7.3`;
}

const nodeName = text(nameProblem, 'Name of the node; for a member also its etcd name.');
const host = text(hostProblem, 'IP address or DNS name of the machine, without scheme or port.');
const port = z.int().min(1).max(MAX_PORT);

/** A line break would begin a line of its own in a unit or a Procfile. */
function plainTextProblem(value: string): string | undefined {
  if (value === '') return 'the value is empty';
  return printable(value, value.length) === value
    ? undefined
    : `"${printable(value)}" has control characters`;
}

function settingNameProblem(name: string): string | undefined {
  return /^[a-z][a-z0-9-]*$/.test(name) ? undefined : `"${printable(name)}" is not a name of an etcd setting`;
}

const settingText = text(plainTextProblem, 'A text on one line.');

const settings = z
  .record(
    text(settingNameProblem, 'Name of a flag of etcd, without dashes before it.'),
    z.union([settingText, z.number(), z.boolean(), z.array(settingText)]),
  )
  .describe("etcd's own settings under the names of its flags, e.g. `quota-backend-bytes: 8589934592`.");

function behind(value: string, problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : `"${printable(value)}" ${problem}`;
}

/** More would only be a slip: each member talks to all others. */
export const MAX_DISCOVERY_SIZE = 1000;

const discoveryUrl = text(
  value => behind(value, discoveryUrlProblem(value)),
  'With etcd up to 3.6: the URL of the token, the same text for all members.',
);

const discoveryClient = z
  .strictObject({
    cacert: text(plainTextProblem, 'CAs of the certificate of the service.').optional(),
    cert: text(plainTextProblem, 'Certificate that is shown to the service.').optional(),
    key: text(plainTextProblem, 'Its key.').optional(),
    user: text(plainTextProblem, 'A user of the service.').optional(),
    password: text(
      plainTextProblem,
      'The password of the user; it stands in the config files too.',
    ).optional(),
  })
  .describe("With endpoints: how the members show themselves to the service. Paths from the spec's folder.");

const bootstrap = z
  .discriminatedUnion('method', [
    z.strictObject({method: z.literal('static')}),
    z.strictObject({
      method: z.literal('discovery'),
      url: discoveryUrl.optional(),
      endpoints: z
        .array(text(value => behind(value, serviceProblem(value)), 'http://10.0.0.9:2379'))
        .min(1)
        .optional()
        .describe('With etcd 3.6 and later: the etcd that serves as discovery service.'),
      token: text(tokenProblem, 'With endpoints: what tells this cluster from others there.').optional(),
      size: z
        .int()
        .min(1)
        .max(MAX_DISCOVERY_SIZE)
        .optional()
        .describe('How many members register. Default: those of the spec that begin the cluster.'),
      ownService: z
        .boolean()
        .optional()
        .describe(
          'The service is one of etcdops on this machine, which runs for the time of the first start.',
        ),
      client: discoveryClient.optional(),
    }),
    z.strictObject({
      method: z.literal('srv'),
      domain: text(domainProblem, 'DNS domain whose SRV records name the members.'),
      name: text(
        srvNameProblem,
        'Suffix of the service name, for one of several clusters in a domain.',
      ).optional(),
    }),
  ])
  .describe('How the members find each other at their first start.');

const sans = z.array(text(sanProblem, 'A host name or IP address.')).optional();

/** A path of `mode: external`. */
function pkiPath(description: string) {
  const rest = 'With mode external; {name} stands for the name of the node.';
  return text(plainTextProblem, `${description} ${rest}`).optional();
}

/** Files of `mode: external`. */
const tlsFiles = {
  certFile: pkiPath('Certificate shown to clients.'),
  keyFile: pkiPath('Its key.'),
  trustedCaFile: pkiPath('CAs of the certificates of clients and servers.'),
  peerCertFile: pkiPath('Certificate shown to other members; default: certFile.'),
  peerKeyFile: pkiPath('Its key; default: keyFile.'),
  peerTrustedCaFile: pkiPath('CAs of the certificates of members; default: trustedCaFile.'),
  clientCertFile: pkiPath('Certificate that ctl, env and status show.'),
  clientKeyFile: pkiPath('Its key.'),
  proxyCertFile: pkiPath('Certificate without a CN that gRPC proxies show to members.'),
  proxyKeyFile: pkiPath('Its key.'),
};

const tls = z
  .strictObject({
    mode: z.enum(TLS_MODES).describe('none, auto (etcd makes certificates), ca (own CA), external (yours).'),
    peerCa: z
      .enum(PEER_CAS)
      .optional()
      .describe('With mode ca: a CA of its own for traffic between members.'),
    sans: sans.describe('With mode ca: further names in the certificates of every node.'),
    keyType: z
      .enum(KEY_TYPES)
      .optional()
      .describe(`With mode ca: kind of the keys; default ${DEFAULT_KEY_TYPE}.`),
    days: z
      .int()
      .min(1)
      .max(36_500)
      .optional()
      .describe('With mode ca: validity of certificates; default 365.'),
    caDays: z.int().min(1).max(36_500).optional().describe('With mode ca: validity of the CA; default 3650.'),
    ...tlsFiles,
  })
  .describe('Encryption of client and peer traffic.');

const ssh = z
  .strictObject({
    user: z.string().optional(),
    port: port.optional(),
    identityFile: z.string().optional(),
    sudo: z.boolean().optional(),
  })
  .describe('How to reach the machine.');

const node = z.strictObject({
  name: nodeName,
  role: z.enum(NODE_ROLES),
  host,
  listen: text(
    ipProblem,
    'IP address to listen on; needed where host is a name. Default: host, or 0.0.0.0.',
  ).optional(),
  ports: z.strictObject({client: port, peer: port.optional(), metrics: port.optional()}),
  mode: z.enum(PROXY_MODES).optional().describe('Of a v2 proxy: whether writes pass.'),
  initialClusterState: z
    .literal('existing')
    .optional()
    .describe('Of a member that joins a cluster which runs. Without it, the member begins the cluster.'),
  learner: z
    .boolean()
    .optional()
    .describe('Of a member: it takes the data and does not vote yet. Nothing sends its clients there.'),
  plainListen: z
    .boolean()
    .optional()
    .describe('Of a gRPC proxy before members with TLS: its own clients need none.'),
  dataDir: text(plainTextProblem, "Relative to the spec's folder, or absolute.").optional(),
  walDir: text(plainTextProblem, "Relative to the spec's folder, or absolute.").optional(),
  sans: sans.describe('With mode ca: further names in the certificates of the node.'),
  tls: z
    .strictObject(tlsFiles)
    .optional()
    .describe('With mode external: files of this node that are elsewhere than those of the others.'),
  settings: settings.optional(),
});

/** The cluster spec, `etcdops.yaml`. Exported as JSON Schema so that editors complete it. */
export const clusterSpecSchema = z
  .strictObject({
    schemaVersion: z.literal(SPEC_SCHEMA_VERSION),
    cluster: text(nameProblem, 'Name of the cluster.'),
    token: text(tokenProblem, "etcd's initial-cluster-token; new for every bootstrap."),
    etcd: z.strictObject({
      version: text(versionProblem, 'The full version of etcd, e.g. 3.7.3.'),
      binDir: text(plainTextProblem, 'Folder of etcd and etcdctl that the artifacts name.').optional(),
    }),
    bootstrap,
    tls,
    settings: settings.optional(),
    formats: z
      .array(z.enum(ARTIFACT_FORMATS))
      .optional()
      .describe('The artifacts that `etcdops render` writes.'),
    hosts: z.record(z.string(), z.strictObject({ssh: ssh.optional()})).optional(),
    nodes: z.array(node).min(1),
  })
  .describe('A cluster of etcd as etcdops should make and run it.');

export type ClusterSpec = z.infer<typeof clusterSpecSchema>;
export type SpecNode = ClusterSpec['nodes'][number];
