// What real etcd answers to changes of its members that it does not carry out.
import {ask, exchange, NODES, pause, start, withCluster} from './recorded-cluster.mjs';

const MEMBER = '/v3/cluster/member';
const [FIRST, SECOND] = NODES;
const THIRD_PEER = 'http://127.0.0.1:11400';
const FOURTH_PEER = 'http://127.0.0.1:11410';
const base64 = text => Buffer.from(text).toString('base64');

async function memberIds() {
  const {members} = JSON.parse(await ask(`${MEMBER}/list`));
  return Object.fromEntries(members.map(({ID, peerURLs}) => [peerURLs[0], ID]));
}

/** Asks until the answer is the awaited one: what depends on the moment within a second, or on a start. */
async function until(act, isAwaited) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const answer = await act().catch(() => ({status: 0, body: ''}));
    if (isAwaited(answer)) return answer;
    await pause(50);
  }
  throw new Error('the awaited answer did not come');
}

/** An id follows from the URLs and the second of the addition. */
async function addAgainInOneSecond({removed}) {
  const addition = {peerURLs: [THIRD_PEER], isLearner: true};
  const remove = async () => exchange(`${MEMBER}/remove`, {ID: (await memberIds())[THIRD_PEER]});
  await exchange(`${MEMBER}/add`, addition);
  if (removed) await remove();
  const again = await exchange(`${MEMBER}/add`, addition);
  if (!removed || again.status === 200) await remove();
  return again;
}

async function ofOneMember(binary, note) {
  await withCluster(binary, {count: 1}, async (_stops, dir) => {
    const own = (await memberIds())[FIRST.peer];
    const add = (peerURLs, node) => exchange(`${MEMBER}/add`, {peerURLs, isLearner: true}, node);
    note('remove the last member', await exchange(`${MEMBER}/remove`, {ID: own}));
    note('add a peer URL that a member has', await add([FIRST.peer]));
    note('add what is no URL', await add(['nonsense']));
    note('add no URL', await add([]));
    note('remove an unknown member', await exchange(`${MEMBER}/remove`, {ID: '1'}));
    note('update an unknown member', await exchange(`${MEMBER}/update`, {ID: '1', peerURLs: [THIRD_PEER]}));
    note('promote an unknown member', await exchange(`${MEMBER}/promote`, {ID: '1'}));
    note('promote a voter', await exchange(`${MEMBER}/promote`, {ID: own}));
    note('make an unknown member the leader', await moveLeader('1'));
    for (const [asked, removed, words] of [
      ['add a peer URL twice in one second', false, 'member ID already exist'],
      ['add a peer URL again in the second of its removal', true, 'member not found'],
    ])
      note(
        asked,
        await until(
          () => addAgainInOneSecond({removed}),
          ({body}) => body.includes(words),
        ),
      );

    await add([SECOND.peer]);
    const learner = (await memberIds())[SECOND.peer];
    note('add a second learner', await add([FOURTH_PEER]));
    note('promote a learner that never started', await exchange(`${MEMBER}/promote`, {ID: learner}));
    note('make a learner the leader', await moveLeader(learner));

    const initialCluster = NODES.map(({name, peer}) => `${name}=${peer}`).join(',');
    const args = ['--initial-cluster', initialCluster, '--initial-cluster-state', 'existing'];
    const stop = start(binary, SECOND, {dir, args});
    const refused = await until(
      () => add([THIRD_PEER], SECOND),
      ({status}) => status !== 0,
    );
    note('ask a learner to add', refused);
    await stop();
  });
}

function moveLeader(targetID, node) {
  return exchange('/v3/maintenance/transfer-leadership', {targetID}, node);
}

async function ofMemberWithUsers(binary, note) {
  await withCluster(binary, {count: 1}, async () => {
    await ask('/v3/auth/user/add', {name: 'root', password: 'fixture'});
    await ask('/v3/auth/role/add', {name: 'root'});
    await ask('/v3/auth/user/grant', {user: 'root', role: 'root'});
    await ask('/v3/auth/user/add', {name: 'reader', password: 'fixture'});
    await ask('/v3/auth/enable');
    note('add without a user', await exchange(`${MEMBER}/add`, {peerURLs: [THIRD_PEER]}));
    note('read without a user', await exchange('/v3/kv/range', {key: base64('health')}));
  });
}

async function ofTwoMembers(binary, note) {
  await withCluster(binary, {count: 2}, async ([, stopSecond]) => {
    const ids = await memberIds();
    note('add right after the start', await exchange(`${MEMBER}/add`, {peerURLs: [THIRD_PEER]}));
    const {leader, header} = JSON.parse(await ask('/v3/maintenance/status'));
    const follower = leader === header.member_id ? SECOND : FIRST;
    note('move the leader away from a follower', await moveLeader(ids[follower.peer], follower));
    await stopSecond();
    const add = {peerURLs: [THIRD_PEER]};
    const questions = [
      ['remove without a quorum', `${MEMBER}/remove`, {ID: ids[SECOND.peer]}],
      ['add without a quorum', `${MEMBER}/add`, add],
      ['update without a quorum', `${MEMBER}/update`, {ID: ids[FIRST.peer], peerURLs: [FIRST.peer]}],
      ['read without a quorum', '/v3/kv/range', {key: base64('health')}],
    ];
    const answers = await Promise.all(questions.map(([, path, body]) => exchange(path, body)));
    questions.forEach(([asked], index) => note(asked, answers[index]));
  });
}

/** `{asked, status, body}` of each question. */
export async function recordRefusals(binary) {
  const answers = [];
  const note = (asked, {status, body}) => answers.push({asked, status, body: body.trim()});
  await ofOneMember(binary, note);
  await ofMemberWithUsers(binary, note);
  await ofTwoMembers(binary, note);
  return answers;
}
