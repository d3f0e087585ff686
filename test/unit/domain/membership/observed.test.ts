import {describe, expect, it} from 'vitest';

import {observedMembers, readObserved} from '../../../../src/lib/domain/membership/observed.js';
import {aMember, aMembership} from '../../../fakes/membership.js';

function observedOf(...members: ReturnType<typeof aMember>[]) {
  return observedMembers({members: aMembership(members)});
}

describe('what a journal keeps of the members', () => {
  it('is who each is, how it votes and how it is', () => {
    const dead = {...aMember(1), serving: false, isLeader: false, error: 'https://user:secret@host refused'};
    const fresh = {...aMember(2), name: '', started: false, serving: false, isLearner: true, isLeader: false};
    const leader = {...aMember(0), isLeader: true, version: '3.6.16'};

    const {members} = observedOf(leader, dead, fresh);

    const [zero, one, two] = members;
    expect(zero).toEqual({
      ...{id: leader.id, name: 'infra0', role: 'voter', leader: true, health: 'serving', version: '3.6.16'},
    });
    expect(one).toMatchObject({role: 'voter', leader: false, health: 'not serving'});
    expect(two).toMatchObject({name: '', role: 'learner', leader: false, health: 'never started'});
    expect(JSON.stringify(members)).not.toContain('secret');
  });

  it('has an end, however many and however long', () => {
    const many = Array.from({length: 60}, () => ({...aMember(0), name: '\u001b'.repeat(10_000)}));
    const observed = observedOf(...many);
    expect(observed.members).toHaveLength(50);
    expect(observed.omitted).toBe(10);
    expect(JSON.stringify(observed).length).toBeLessThan(40_000);
  });

  it('reads back the same, and nothing else', () => {
    const observed = observedOf(aMember(0));
    expect(readObserved(JSON.parse(JSON.stringify(observed)))).toEqual(observed);
    expect(readObserved(undefined)).toBeUndefined();
    const edited = [
      {version: 2},
      {members: 'infra0'},
      {members: [null]},
      {omitted: '\u001b[2J'},
      {members: [{...observed.members[0], health: '\u001b[2J'}]},
      {members: [{...observed.members[0], id: 7}]},
    ];
    for (const part of edited) expect(readObserved({...observed, ...part})).toBeUndefined();
  });
});
