import {has} from '../../src/lib/domain/etcd-version/capabilities.js';
import type {Play} from './membership-play.js';

export interface Scenario {
  readonly name: string;
  readonly play: (play: Play) => Promise<void>;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'one member and what it refuses',
    async play(play) {
      await play.stage.begin(1);
      await play.remove(0);
      await play.add(0, 'learner');
      await play.addUrls(['nonsense']);
      await play.addUrls([]);
      await play.remove(7);
      await play.promote(7);
      await play.update(7, 'http://127.0.0.1:1');
      await play.promote(0);
      await play.moveLeader(0, 7);
      await play.update(0, play.stage.peerUrl(0));
      await play.add(1, 'learner');
      await play.add(2, 'learner');
      await play.addAgain(1);
      await play.promote(1);
      await play.moveLeader(0, 1);
      await play.list();
      await play.remove(1);
      await play.list();
    },
  },
  {
    name: 'one member that becomes two, and one again',
    async play(play) {
      await play.stage.begin(1);
      await play.add(1, 'learner');
      await play.join(1, [1]);
      await play.join(1, [0, 1, 2]);
      await play.join(1, [0, 1]);
      await play.list();
      await play.read(1);
      await play.add(2, 'learner', 1);
      await play.promoteInSync(1);
      await play.untilConnected('connected');
      await play.remove(1);
      await play.ended(1);
      await play.again(1);
      await play.add(1, 'learner');
      await play.again(1);
      await play.list();
    },
  },
  {
    name: 'one member that becomes two without the second one',
    async play(play) {
      await play.stage.begin(1);
      await play.add(1, 'voter');
      await play.read(0);
      await play.add(2, 'voter');
      await play.add(2, 'learner');
      await play.remove(0);
      await play.remove(1);
    },
  },
  {
    name: 'a learner whose peer URL changes',
    async play(play) {
      await play.stage.begin(1);
      await play.add(1, 'learner');
      await play.update(1, play.stage.peerUrl(2));
      await play.list();
    },
  },
  {
    name: 'three members, of which one dies',
    async play(play) {
      await play.stage.begin(3);
      await play.add(3, 'learner');
      await play.remove(2);
      await play.untilConnected('connected');
      await play.lead(3);
      await play.moveLeader(1, 0);
      await play.stage.kill(2);
      await play.untilConnected('not');
      await play.add(3, 'learner');
      await play.add(3, 'voter');
      await play.remove(1);
      await play.update(2, 'http://127.0.0.1:1');
      await play.list();
    },
  },
  {
    name: 'three members, of which the dead one goes',
    async play(play) {
      await play.stage.begin(3);
      await play.untilConnected('connected');
      await play.lead(3);
      await play.stage.kill(2);
      await play.untilConnected('not');
      await play.remove(2);
      await play.untilConnected('connected');
      await play.add(3, 'voter');
      await play.list();
    },
  },
  {
    name: 'two members, of which one dies',
    async play(play) {
      await play.stage.begin(2);
      await play.untilConnected('connected');
      await play.stage.kill(1);
      await play.untilConnected('not');
      await play.remove(0);
      await play.remove(1);
      await play.read(0);
      await play.add(2, 'learner');
    },
  },
  {
    name: 'four members, of which one dies',
    async play(play) {
      await play.stage.begin(4);
      await play.untilConnected('connected');
      await play.lead(4);
      await play.stage.kill(3);
      if (!has(play.stage.version, 'addBesideDeadMember')) await play.untilConnected('not');
      await play.add(4, 'learner');
      await play.remove(4);
      // Another one: within the same second the first would get the id that has just been removed.
      await play.add(5, 'voter');
    },
  },
];
