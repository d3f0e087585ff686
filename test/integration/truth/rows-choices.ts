import type {TruthRow} from './truth-row.js';
import {withFlags, withKeys, withVariables} from './value-row.js';

const FROM_3_6 = {'3.6': 'refuses', '3.7': 'refuses'} as const;

/** Words of which a setting knows a few. */
const WORDS: readonly TruthRow[] = [
  withKeys('log-level: verbose', {
    name: 'a level of the log that is none',
    rules: ['value-choice'],
    verdict: 'refuses',
    says: /panic: (?:unknown level|unrecognized level:) "verbose"/,
  }),
  withFlags('--log-level=WARN', {
    name: 'a level of the log in capitals',
    rules: ['value-choice'],
    verdict: {'3.4': 'refuses', '3.5': 'starts', '3.6': 'starts', '3.7': 'starts'},
  }),
  withFlags('--log-level=warning', {
    name: 'a level of the log by its longer name',
    rules: ['value-choice'],
    verdict: {'3.4': 'refuses', '3.5': 'refuses', '3.6': 'refuses', '3.7': 'starts'},
  }),
  withFlags('--log-level=dpanic', {
    name: 'a level of the log that no guide names',
    rules: ['value-choice'],
    verdict: 'starts',
  }),
  withKeys('logger: capnslog', {
    name: 'the logger of 3.4',
    rules: ['value-choice'],
    verdict: {...FROM_3_6, '3.4': 'starts', '3.5': 'refuses'},
    says: /--logger=capnslog is removed in v3.5/,
  }),
  withFlags('--logger=logrus', {
    name: 'a logger that is none',
    rules: ['value-choice'],
    verdict: 'refuses',
    says: /unknown logger option "logrus"/,
  }),
  withKeys('log-format: text', {
    name: 'a format of the log that is none',
    rules: ['value-choice'],
    verdict: {...FROM_3_6, '3.4': 'starts', '3.5': 'starts'},
    says: /unknown log format: text, supported values json, console/,
  }),
  withVariables('ETCD_DISCOVERY_FALLBACK=proxy', {
    name: 'a fallback to the v2 proxy',
    rules: ['value-choice'],
    verdict: {...FROM_3_6, '3.4': 'starts', '3.5': 'starts'},
    says: /v2 proxy is deprecated, and --discovery-fallback can't be configured as "proxy"/,
  }),
  withKeys('discovery-fallback: proxy', {
    name: 'a fallback to the v2 proxy in a config file',
    rules: ['value-choice'],
    verdict: 'starts',
  }),
  withFlags('--v2-deprecation=not-yet', {
    name: 'the first stage of the v2 store',
    rules: ['value-choice'],
    verdict: {...FROM_3_6, '3.5': 'starts'},
    says: /invalid value "not-yet" for flag -v2-deprecation: invalid value "not-yet"/,
  }),
  withKeys('v2-deprecation: soon', {
    name: 'a stage of the v2 store that is none in a config file',
    rules: ['value-choice'],
    verdict: 'starts',
  }),
  withKeys('proxy: "maybe"', {
    name: 'a mode of the v2 proxy that is none',
    rules: ['value-choice'],
    verdict: {'3.4': 'refuses', '3.5': 'refuses', '3.6': 'starts', '3.7': 'starts'},
    says: /unexpected error setting up proxyFlag: invalid value/,
  }),
  withKeys('metrics: all', {name: 'metrics that are none', rules: ['value-choice'], verdict: 'starts'}),
  withFlags('--tls-max-version=tls1.3', {
    name: 'a version of TLS in small letters',
    rules: ['value-choice'],
    verdict: {...FROM_3_6, '3.5': 'refuses'},
    says: /unexpected TLS version "tls1.3" \(must be one of: TLS1.2, TLS1.3\)/,
  }),
];

/** Feature gates, and the flags that they took the place of. */
const GATES: readonly TruthRow[] = [
  withFlags('--feature-gates=Foo=true', {
    name: 'a feature gate that is none',
    rules: ['feature-gate-unknown'],
    verdict: FROM_3_6,
    says: /invalid value "Foo=true" for flag -feature-gates: unrecognized feature gate: Foo/,
  }),
  withVariables('ETCD_FEATURE_GATES=PriorityRequest=true', {
    name: 'a feature gate of 3.7',
    rules: ['feature-gate-unknown'],
    verdict: {'3.6': 'refuses', '3.7': 'starts'},
    says: /unrecognized feature gate: PriorityRequest/,
  }),
  withKeys('feature-gates: LeaseCheckpoint', {
    name: 'a feature gate without a value',
    rules: ['feature-gate-syntax'],
    verdict: FROM_3_6,
    says: /missing bool value for LeaseCheckpoint/,
  }),
  withKeys('feature-gates: " LeaseCheckpoint = T ,AllAlpha=0,"', {
    name: 'feature gates with spaces and a comma too many',
    rules: ['feature-gate-syntax', 'feature-gate-unknown', 'feature-gate-needs'],
    verdict: {'3.6': 'starts', '3.7': 'starts'},
  }),
  withFlags('--feature-gates=LeaseCheckpointPersist=true', {
    name: 'lease checkpoints that are kept and not made',
    rules: ['feature-gate-needs'],
    verdict: FROM_3_6,
    says: /enabling feature gate LeaseCheckpointPersist requires enabling feature gate LeaseCheckpoint/,
  }),
  withFlags('--experimental-enable-lease-checkpoint-persist', {
    name: 'lease checkpoints that are kept and not made, by their old name',
    rules: ['feature-gate-needs'],
    verdict: {'3.4': 'refuses', '3.5': 'refuses', '3.6': 'refuses'},
  }),
  withFlags('--experimental-corrupt-check-time=1h --corrupt-check-time=1h', {
    name: 'a setting under its old and its new name',
    rules: ['setting-old-and-new'],
    verdict: {'3.6': 'refuses'},
    says: /cannot set --experimental-corrupt-check-time and --corrupt-check-time at the same time/,
  }),
  withKeys('Experimental-corrupt-check-time: 3600000000000\ncorrupt-check-time: 3600000000000', {
    name: 'a setting under its old name in capitals and its new name',
    rules: ['setting-old-and-new'],
    verdict: {'3.6': 'starts'},
  }),
  withFlags('--experimental-warning-unary-request-duration=1s --warning-unary-request-duration=1s', {
    name: 'the one setting that has other words for its two names',
    rules: ['setting-old-and-new'],
    verdict: {'3.6': 'refuses'},
    says: /Use only --warning-unary-request-duration/,
  }),
  withKeys('experimental-initial-corrupt-check: true\nfeature-gates: InitialCorruptCheck=false', {
    name: 'a switch and the feature gate that took its place',
    rules: ['feature-gate-and-flag'],
    verdict: {'3.6': 'refuses'},
    says: /cannot specify both flags: --experimental-initial-corrupt-check=true and --feature-gates=InitialCorruptCheck=false/,
  }),
  withFlags('--experimental-initial-corrupt-check=true --feature-gates=CompactHashCheck=true', {
    name: 'a switch and another feature gate',
    rules: ['feature-gate-and-flag'],
    verdict: {'3.6': 'starts'},
  }),
];

/** Words and gates. */
export const CHOICE_ROWS: readonly TruthRow[] = [...WORDS, ...GATES];
