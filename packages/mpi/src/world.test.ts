import { ArgumentError } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import { builtEntry, launchers, obstacle, runRanks } from './testing/mpirun.js';
import { world } from './world.js';

/** A fault ends all ranks within this time, in seconds. */
const MOST_SECONDS = 10;

describe('a process that was started alone', () => {
  test('is a group of one, without MPI', async () => {
    const group = await world();
    expect(group).toMatchObject({ rank: 0, size: 1, library: undefined });
    const numbers = Float32Array.of(1, 2);
    group.allReduce([numbers]);
    group.broadcast([numbers]);
    group.barrier();
    group.end();
    expect([...numbers]).toEqual([1, 2]);
  });

  test('has options that are checked', async () => {
    await expect(world({ timeout: 0 })).rejects.toThrow(ArgumentError);
    await expect(world({ seconds: 1 } as never)).rejects.toThrow("world: there is no option 'seconds'");
    process.env['TBPTT_MPI_TIMEOUT'] = 'soon';
    await expect(world()).rejects.toThrow("TBPTT_MPI_TIMEOUT is 'soon'; it must be a number of seconds");
    delete process.env['TBPTT_MPI_TIMEOUT'];
  });
});

if (obstacle !== undefined) console.log(`Tests with ranks are skipped: ${obstacle}.`);

describe.each(launchers)('$name', (launcher) => {
  const run = (size: number, module: string, env?: Record<string, string>) =>
    runRanks(launcher, size, module, env);

  test.skipIf(obstacle).each([1, 2, 3])('sums, sends and waits with %i ranks', async (size) => {
    const { code, out, err } = await run(
      size,
      `const { rank, size } = group;
      const value = (r, i) => Math.fround(Math.sin(1 + i + 5 * r) * 10 ** (i % 7));
      const sizes = [0, 1, 2, 7, 100, 5003];
      const arrays = sizes.map((n) => Float32Array.from({ length: n }, (_, i) => value(rank, i)));
      const shared = new Float32Array(new SharedArrayBuffer(400), 40, 20).fill(rank + 1);
      const doubles = Float64Array.of(rank, 1 / 3, -0);
      group.allReduce([...arrays, doubles, shared]);
      // what the sums are in the order of the ranks, each rounded
      const sum = (i) => {
        let s = value(0, i);
        for (let r = 1; r < size; r++) s = Math.fround(s + value(r, i));
        return s;
      };
      const right = arrays.every((array) => array.every((x, i) => Object.is(x, sum(i))));
      const others = doubles[0] === size * (size - 1) / 2 && shared.every((x) => x === size * (size + 1) / 2);
      const bytes = Uint8Array.of(rank, 9), words = new Int32Array(3).fill(rank);
      group.broadcast([bytes, words], size - 1);
      const sent = bytes[0] === size - 1 && words[2] === size - 1;
      group.barrier();
      if (rank === 0) console.log(JSON.stringify({ size, right, others, sent, library: group.library }));
      group.end();`,
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual({
      size,
      right: true,
      others: true,
      sent: true,
      library: expect.stringMatching(
        launcher.name === 'MPICH' ? /MPICH|Intel|MVAPICH/ : /Open MPI v\d/,
      ) as string,
    });
  });

  test.skipIf(obstacle)('trains as one process does, within 1e-5 after 50 steps', async () => {
    const [core, data, optim, rnn] = ['core', 'data', 'optim', 'rnn'].map((name) =>
      builtEntry(`${name}/dist/index.js`),
    );
    const module = `
      const { crossEntropy, seeded, parametersOf } = await import('${core}');
      const { Lanes } = await import('${data}');
      const { adam, averageAcross, clipByGlobalNorm, Optimizer } = await import('${optim}');
      const { CharLM, truncatedBPTT } = await import('${rnn}');
      const ids = Int32Array.from({ length: 6001 }, (_, i) => (i * i + 3 * i + (i >> 4)) % 11);
      const train = (lanes, chain) => {
        const model = new CharLM(11, { hidden: 24, layers: 2, random: seeded(5) });
        const optimizer = new Optimizer(model, [...chain(lanes), clipByGlobalNorm(0.5), adam({ learningRate: 3e-3 })]);
        const updates = truncatedBPTT(model, lanes, { k1: 20, optimizer, loss: crossEntropy, epochs: 9 });
        for (const { position } of updates) if (position.step === 49) break;
        return [...parametersOf(model).values()].flatMap((p) => [...p.toFloats()]);
      };
      const averaging = (lanes) => [averageAcross(group, { weight: lanes.lanes })];
      const ours = train(new Lanes(ids, { lanes: 7, group }), averaging);
      if (group.rank === 0) {
        const alone = train(new Lanes(ids, { lanes: 7, group: { rank: 0, size: 1 } }), () => []);
        process.stdout.write(String(Math.max(...ours.map((x, i) => Math.abs(x - alone[i])))));
      }`;
    const { code, out, err } = await run(2, module);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(Number(out)).toBeLessThan(1e-5);
    expect(Number(out)).toBeGreaterThan(0);
    expect((await run(2, module)).out).toBe(out);
  });

  const within = (seconds: number) => ({ TBPTT_MPI_TIMEOUT: String(seconds) });
  const silent = /rank 0 of 2: HostError: .*rank 1 has given no sign of life for/;
  test.skipIf(obstacle).each([
    [
      'throws',
      `throw new Error('no text on this machine');`,
      {},
      /rank 1 of 2: Error: no text on this machine/,
    ],
    ['exits', `process.exit(3);`, {}, /./],
    ['is killed', `process.kill(process.pid, 'SIGKILL');`, {}, /./],
    ['is stopped', `process.kill(process.pid, 'SIGSTOP');`, {}, silent],
    ['computes for ever', `for (;;);`, {}, silent],
    ['ends before the others', `group.end();`, within(2), /rank 0 of 2: HostError: /],
    [
      'makes another call',
      `group.broadcast([new Uint8Array(4)], 0);`,
      within(2),
      /call 1 of the group is a b.* on rank \d, and a b.* on rank \d/,
    ],
    [
      'is out of memory',
      `const { Engine, parameter, zeros } = await import('${builtEntry('core/dist/index.js')}');
       new Engine({ maximumBytes: 2 ** 20 }).run(() => Array.from({ length: 9 }, () => parameter(zeros([1e5]))));`,
      {},
      /rank 1 of 2: HostError: .*memory/,
    ],
  ])('ends all ranks if one %s', async (_, fault, env, message) => {
    const { code, out, err, seconds } = await run(
      2,
      `if (group.rank === 1) { ${fault} } group.barrier();`,
      env,
    );
    expect(code).not.toBe(0);
    expect(code).not.toBeNull();
    expect(out + err).toMatch(message); // MPICH says on standard output that a rank was killed
    expect(err.match(/^rank \d of \d/gm)?.length ?? 0).toBeLessThanOrEqual(1);
    expect(seconds).toBeLessThan(MOST_SECONDS);
  });

  const core = builtEntry('core/dist/index.js');
  test.skipIf(obstacle).each([
    [
      'computes with an engine',
      `const { evaluate, full, matmul } = await import('${core}');
       const x = full([64, 64], 1e-9);
       while (!isOver()) evaluate(() => matmul(x, x));`,
    ],
    ['waits for files and timers', `await new Promise((resolve) => setTimeout(resolve, 4000));`],
    ['says so in work of its own', `while (!isOver()) group.atWork();`],
  ])('waits for a rank that %s for longer than the timeout', async (_, work) => {
    const { code, out, err } = await run(
      3,
      `const begun = performance.now();
       const isOver = () => performance.now() - begun > 4000;
       if (group.rank === 0) { ${work} }
       group.barrier();
       if (group.rank === 0) console.log('on');`,
      within(2),
    );
    expect({ code, out, err }).toEqual({ code: 0, out: 'on\n', err: '' });
  });

  test.skipIf(obstacle)(
    'waits at its end for a rank that is silent for longer than the timeout',
    async () => {
      const { code, out, err } = await run(
        3,
        `const begun = performance.now();
       if (group.rank === 0) { while (performance.now() - begun < 4000); console.log('written'); }`,
        within(2),
      );
      expect({ code, out, err }).toEqual({ code: 0, out: 'written\n', err: '' });
    },
  );

  test.skipIf(obstacle)('is refused with the library of another, and without one', async () => {
    const other = launcher.name === 'MPICH' ? 'libmpi.so.40' : 'libmpich.so.12';
    const absent = await run(2, '', { TBPTT_MPI: '/nowhere/libmpi.so' });
    expect(absent.code).not.toBe(0);
    expect(absent.err).toContain(
      'no MPI library was found; tried /nowhere/libmpi.so. Install Open MPI or MPICH',
    );
    if (launchers.length < 2) return;
    const mixed = await run(2, '', { TBPTT_MPI: other });
    expect(mixed.code).not.toBe(0);
    expect(mixed.err).toContain('two libraries are mixed');
  });
});
