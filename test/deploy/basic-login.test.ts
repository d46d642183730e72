/** Names and passwords of the dashboard. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basicLogin, bcrypt, sesame } from './settings.ts';

const users = [{ username: 'op', passwordHash: sesame }];
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const right = basic('op:open sesame');

/** A login that counts its comparisons, at a time that the test sets. */
function counted() {
  let now = 0;
  let compared = 0;
  const compare = (password: string, hash: string) => {
    compared += 1;
    return bcrypt.compare(password, hash);
  };
  const login = basicLogin(users, { compare }, () => now);
  return {
    login,
    compared: () => compared,
    forward: (ms: number) => {
      now += ms;
    },
  };
}

test('the right password is let in, and compared once for all that a page asks', async () => {
  const { login, compared } = counted();
  const answers = await Promise.all(Array.from({ length: 20 }, () => login(right, 'a')));
  assert.deepEqual(new Set(answers.map(({ user }) => user?.username)), new Set(['op']));
  await login(right, 'b');
  assert.equal(compared(), 1);
});

test('whatever else is refused: nothing, nonsense, a wrong name, a wrong password', async () => {
  const { login, compared } = counted();
  for (const header of [undefined, '', 'Basic', 'Basic %%%', 'Bearer abc', basic('op'), 'Basic b3A6']) {
    const { user, refused } = await login(header, `${header}`);
    assert.deepEqual([user, refused === 'nobody' || refused === 'wrong'], [undefined, true], header);
  }
  const before = compared();
  assert.deepEqual(await login(basic('op:Open sesame'), 'a'), { refused: 'wrong' });
  assert.deepEqual(
    await login(basic('nobody:open sesame'), 'a'),
    { refused: 'wrong' },
    'a known password does not help',
  );
  assert.equal(compared() - before, 2, 'an unknown name takes as long');
});

test('ten wrong passwords from an address, and no more are tried for ten minutes; whoever is known goes on', async () => {
  const { login, compared, forward } = counted();
  await login(right, 'known');
  const guesses = Array.from({ length: 30 }, (_, n) => login(basic(`op:guess ${n}`), 'guesser'));
  const refused = (await Promise.all(guesses)).map((answer) => answer.refused);
  assert.equal(refused.filter((one) => one === 'wrong').length, 10, 'also when they come all at once');
  assert.equal(refused.filter((one) => one === 'too many').length, 20);
  assert.equal(compared(), 11);
  assert.equal((await login(basic('op:one more'), 'guesser')).seconds, 600);
  assert.equal((await login(right, 'guesser')).user?.username, 'op', 'a remembered password is no guess');
  assert.equal((await login(basic('op:guess'), 'other')).refused, 'wrong', 'others are not concerned');
  forward(600_001);
  assert.equal((await login(basic('op:later'), 'guesser')).refused, 'wrong');
});

test('addresses of one network of IPv6 count as one; those of IPv4 are counted as ever', async () => {
  const { login } = counted();
  const guess = async (address: string, n: number) => (await login(basic(`op:guess ${address} ${n}`), address)).refused;
  const network = ['2001:db8:1:2::1', '2001:db8:1:2:3:4:5:6', '2001:0db8:0001:0002:ffff::', '2001:DB8:1:2::9%eth0'];
  for (let n = 0; n < 10; n += 1) assert.equal(await guess(network[n % network.length] ?? '', n), 'wrong');
  for (const address of network) assert.equal(await guess(address, 10), 'too many', address);
  for (const other of ['2001:db8:1:3::1', '::1', '::ffff:10.8.10.2', '::ffff:10.8.10.3', '10.8.10.2', '']) {
    assert.equal(await guess(other, 0), 'wrong', other);
  }
});
