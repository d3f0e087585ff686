import type {CallOptions} from './call-options.js';
import type {RaisedAlarm} from './maintenance-api.js';
import {idToDecimal} from './parse.js';

export interface AlarmApi {
  /** Also of a member that the cluster does not have any more. */
  disarmAlarm(clientUrl: string, alarm: RaisedAlarm, options: CallOptions): Promise<void>;
}

type Change = (url: string, path: string, options: CallOptions & {body: object}) => Promise<string>;

export function createAlarmApi(change: Change): AlarmApi {
  return {
    async disarmAlarm(url, {memberId, alarm}, options) {
      const body = {action: 'DEACTIVATE', memberID: idToDecimal(memberId), alarm};
      await change(url, '/v3/maintenance/alarm', {...options, body});
    },
  };
}
