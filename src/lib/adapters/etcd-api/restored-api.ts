import type {CallOptions} from './call-options.js';
import {idToDecimal, parseAlarms, parseCount, type RaisedAlarm} from './parse.js';

/** What is asked of a cluster that came out of a snapshot. */
export interface RestoredApi {
  /** How many keys there were at a revision. Throws where it is compacted. */
  countKeys(clientUrl: string, revision: number, options: CallOptions): Promise<number>;
  /** The alarms of the whole cluster, also of members that it does not have any more. */
  alarmList(clientUrl: string, options: CallOptions): Promise<RaisedAlarm[]>;
  disarmAlarm(clientUrl: string, alarm: RaisedAlarm, options: CallOptions): Promise<void>;
}

type Call = (url: string, path: string, options: CallOptions & {body: object}) => Promise<string>;

/** From the smallest key on, to no end. */
const ALL_KEYS = {key: 'AA==', range_end: 'AA=='};

export function createRestoredApi({ask, change}: {ask: Call; change: Call}): RestoredApi {
  return {
    async countKeys(url, revision, options) {
      const body = {...ALL_KEYS, count_only: true, revision: String(revision)};
      return parseCount(await ask(url, '/v3/kv/range', {...options, body}));
    },
    async alarmList(url, options) {
      return parseAlarms(await ask(url, '/v3/maintenance/alarm', {...options, body: {action: 'GET'}}));
    },
    async disarmAlarm(url, {memberId, alarm}, options) {
      const body = {action: 'DEACTIVATE', memberID: idToDecimal(memberId), alarm};
      await change(url, '/v3/maintenance/alarm', {...options, body});
    },
  };
}
