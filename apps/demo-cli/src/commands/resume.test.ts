import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { decodeSafetensors, encodeSafetensors } from '@tbptt/core/files';
import { afterAll, describe, expect, test } from 'vitest';
import { loadModel } from '../load-model.js';
import {
  type Ran,
  reportOf,
  reportsOf,
  runWith,
  SMALL_SETTINGS,
  SMALL_TEXT,
  TestFolder,
} from '../testing/run-with.js';
import { testHost } from '../testing/test-host.js';

const folder = new TestFolder();
afterAll(() => folder.remove());
const text = folder.file('rain.txt', SMALL_TEXT);
const small = ['charlm', '--text', text, ...SMALL_SETTINGS, '--json'];

/** Runs the program and requests a stop as soon as `isTime` is true of a report. */
function stoppedWhen(
  args: readonly string[],
  isTime: (report: Record<string, unknown>) => boolean,
): Promise<Ran> {
  const host = testHost();
  host.out.onWrite = (piece) => {
    if (isTime(JSON.parse(piece) as Record<string, unknown>)) host.interruption.request(130);
  };
  return runWith(args, host);
}
const atCheckpoint = (step: number) => (report: Record<string, unknown>) =>
  report['report'] === 'checkpoint' && report['best'] === false && report['step'] === step;

/** What people see of a run, without what depends on the clock. */
const seen = (ran: Ran) =>
  reportsOf(ran)
    .filter(({ report }) => report === 'validation' || report === 'sample' || report === 'best')
    .map((report) => ({ ...report, file: undefined }));

describe('a run that was stopped and is resumed is the run that was not', () => {
  const settings = ['--steps', '50', '--save-every', '1', '--validate-every', '10'];

  test.each(['--strict', ''])(
    'to the last bit of its file and its sample, after any step %s',
    async (strict) => {
      const args = [...small, ...settings, ...(strict ? [strict] : [])];
      const file = folder.file(`whole${strict}.safetensors`);
      const whole = await runWith([...args, '--save', file]);
      expect(whole.exitCode).toBe(0);
      for (const step of [1, 9, 10, 29, 49]) {
        const part = folder.file(`part-${step}${strict}.safetensors`);
        const stopped = await stoppedWhen([...args, '--save', part], atCheckpoint(step));
        expect(stopped.exitCode).toBe(130);
        expect(reportOf(stopped, 'summary')).toMatchObject({ steps: step, interrupted: true });
        const rest = await runWith(['charlm', '--resume', part, '--sample', '20', '--json']);
        expect({ code: rest.exitCode, err: rest.host.err.text }).toEqual({ code: 0, err: '' });
        expect(reportOf(rest, 'resumed')).toEqual({ report: 'resumed', file: part, step });
        expect(readFileSync(part)).toEqual(readFileSync(file));
        expect(readFileSync(part.replace('.safe', '.best.safe'))).toEqual(
          readFileSync(file.replace('.safe', '.best.safe')),
        );
        const { seconds: _, charactersPerSecond: __, ...summary } = reportOf(whole, 'summary');
        expect(reportOf(rest, 'summary')).toMatchObject(summary);
        expect(seen(whole).slice(-seen(rest).length)).toEqual(seen(rest));
      }
    },
  );

  test.each([
    '--dropout 0.3 --layers 2 --weight-decay 0.01 --clip 0.5 --schedule cosine',
    '--embedding 6 --cell gru --schedule constant',
    '--embedding 5 --tied --layers 2 --dropout 0.5',
    '--tied --embedding 8 --decay 0.5',
    '--n-grams 3 --schedule one-cycle',
    '--cell coupled-lstm --dropout 0.1',
    '--n-grams 5 --dropout 0.3 --cell gru',
    ...['random', 'adaptive', 'snap', 'eprop', 'uoro --layers 2', 'kf-rtrl', 'rtrl --cell gru'].map(
      (name) => `--algorithm ${name}`,
    ),
  ])('with %s', async (more) => {
    const args = [...small, '--steps', '30', '--save-every', '1', ...more.split(' ')];
    const file = folder.file(`${more}.whole`);
    await runWith([...args, '--save', file]);
    const part = folder.file(`${more}.part`);
    await stoppedWhen([...args, '--save', part], atCheckpoint(17));
    const rest = await runWith(['charlm', '--resume', part, '--json']);
    expect({ code: rest.exitCode, err: rest.host.err.text }).toEqual({ code: 0, err: '' });
    expect(readFileSync(part)).toEqual(readFileSync(file));
    expect((await runWith(['sample', '--model', file, '--length', '5'])).exitCode).toBe(0);
  });

  test('even if it was stopped while it validated, or twice', async () => {
    const file = folder.file('once.safetensors');
    const whole = await runWith([...small, ...settings, '--save', file]);
    const part = folder.file('twice.safetensors');
    const host = testHost();
    let checkpoints = 0;
    host.out.onWrite = (piece) => void (checkpoints += Number(/"checkpoint".*"best":false/.test(piece)));
    // The clock is read for the progress of a validation: during that of step 20, a stop is requested.
    host.now = () => {
      if (checkpoints === 19 && new Error('here').stack?.includes('.validating') === true) {
        host.interruption.request(130);
      }
      return performance.now();
    };
    const stopped = await runWith([...small, ...settings, '--save', part], host);
    expect(reportOf(stopped, 'summary')).toMatchObject({ steps: 20, interrupted: true });
    const validations = reportsOf(stopped).filter(({ report }) => report === 'validation');
    expect(validations.map(({ step }) => step)).toEqual([10]);
    await stoppedWhen(['charlm', '--resume', part, '--json'], atCheckpoint(31));
    const rest = await runWith(['charlm', '--resume', part, '--sample', '20', '--json']);
    expect(readFileSync(part)).toEqual(readFileSync(file));
    expect(reportOf(rest, 'sample')).toEqual(reportOf(whole, 'sample'));
  });

  test('and one that has used up its budget goes on with more of it', async () => {
    const file = folder.file('short.safetensors');
    const whole = await runWith([...small, '--steps', '20', '--save', file]);
    const before = readFileSync(file);
    const again = await runWith(['charlm', '--resume', file, '--sample', '20', '--json']);
    expect(again.exitCode).toBe(0);
    expect(again.host.err.text).toMatch(/has ended after 20 steps; give it more by --steps or --minutes/);
    expect(reportOf(again, 'sample')).toEqual(reportOf(whole, 'sample'));
    expect(reportOf(again, 'summary')).toMatchObject({ steps: 20, charactersPerSecond: 0 });
    expect(readFileSync(file)).toEqual(before);
    const { host } = await runWith(['charlm', '--resume', file, '--sample', '20']);
    expect(host.out.text).not.toMatch(/NaN|chars\/s/);
    const more = await runWith(['charlm', '--resume', file, '--steps', '30', '--json']);
    expect(reportOf(more, 'summary')).toMatchObject({ steps: 30, characters: 30 * 4 * 16 });
  });

  test('in minutes, the time of both is the budget', async () => {
    const file = folder.file('minutes.safetensors');
    const args = [...small, '--minutes', '0.02', '--save-every', '1', '--save', file];
    const stopped = await stoppedWhen(args, atCheckpoint(3));
    const before = Number(reportOf(stopped, 'summary')['seconds']);
    const rest = await runWith(['charlm', '--resume', file, '--json']);
    const { seconds, steps } = reportOf(rest, 'summary');
    expect(Number(seconds)).toBeGreaterThan(Math.max(before, 1.1));
    expect(Number(steps)).toBeGreaterThan(3);
  });
});

describe('a run that is resumed', () => {
  const file = folder.file('run.safetensors');
  const again = ['charlm', '--resume', file];
  const begin = async () => {
    if (existsSync(file)) return;
    await runWith([...small, '--steps', '20', '--save', file, '--validate-every', '5', '--patience', '100']);
  };

  test('takes a new rate, budget, intervals and places', async () => {
    await begin();
    const other = folder.file('other.safetensors');
    const before = readFileSync(file);
    const changes =
      '--steps 40 --learning-rate 0.002 --decay 0.5 --schedule cosine --weight-decay 0.1 --clip 1 --save-every 7 --validate-every 10 --patience 3'.split(
        ' ',
      );
    const ran = await runWith([...again, ...changes, '--save', other, '--text', text, '--json']);
    expect(ran.exitCode).toBe(0);
    expect(reportOf(ran, 'model')).toMatchObject({
      learningRate: 0.002,
      hidden: 8,
      batch: 4,
      window: 16,
      seed: 3,
    });
    const saved = reportsOf(ran).filter(({ report, best }) => report === 'checkpoint' && best === false);
    expect(saved.map(({ step }) => step)).toEqual([21, 28, 35]);
    expect(reportOf(ran, 'saved')).toMatchObject({ file: other });
    expect(readFileSync(file)).toEqual(before);
    expect((await loadModel(other, testHost())).steps).toBe(40);
  });

  test('takes the settings that it has', async () => {
    await begin();
    const same = '--cell lstm --hidden 8 --layers 1 --batch 4 --window 16 --seed 3 --validation 0.1'.split(
      ' ',
    );
    const ran = await runWith([...again, ...same, '--steps', '21', '--save', folder.file('same')]);
    expect(ran.exitCode).toBe(0);
  });

  test.each([
    [
      '--cell gru',
      /'--cell <name>' argument "gru" is invalid. The run in ".*" has "lstm", and its weights fit no other cell/,
    ],
    ['--hidden 9', /has "8", and its weights fit no other size; leave the option out/],
    ['--layers 2', /its weights fit no other number of layers/],
    ['--batch 5', /its place in the text and its states are those of its lanes/],
    ['--window 15', /its updates are those of its windows/],
    ['--embedding 4', /has "none", and its weights fit no other size/],
    ['--tied', /'--tied' argument "true" is invalid. .* its weights fit no other head/],
    ['--dropout 0.5', /has "0", and its masks are drawn for its own/],
    ['--seed 4', /it has begun with its seed/],
    ['--validation 0.2', /what is held out and what is learned must not mix/],
    ['--strict', /'--strict' argument "true" is invalid. .* other kernels round differently/],
  ])('refuses %s, with the reason', async (args, message) => {
    await begin();
    const before = readFileSync(file);
    const { exitCode, host } = await runWith([...again, ...args.split(' ')]);
    expect(exitCode).toBe(2);
    expect(host.err.lines).toHaveLength(1);
    expect(host.err.text).toMatch(message);
    expect(readFileSync(file)).toEqual(before);
  });

  test('refuses another text, and says which', async () => {
    await begin();
    const longer = folder.file('longer.txt', `${SMALL_TEXT}!`);
    const changed = folder.file('changed.txt', SMALL_TEXT.replace('rain', 'raid'));
    for (const [other, message] of [
      [
        longer,
        /the text ".*longer.txt" is not that of the run: it has 2,501 characters, not the 2,500 of the text before/,
      ],
      [changed, /it has 2,500 characters, others than the text before/],
    ] as const) {
      const { exitCode, host } = await runWith([...again, '--text', other, '--steps', '30']);
      expect(exitCode).toBe(1);
      expect(host.err.text).toMatch(message);
    }
  });

  test('finds its text where it was moved to', async () => {
    await begin();
    const moved = folder.file('moved.txt', SMALL_TEXT);
    const args = [...again, '--text', moved, '--steps', '22', '--save', folder.file('moved.safetensors')];
    expect((await runWith(args)).exitCode).toBe(0);
  });
});

describe('validations at intervals', () => {
  test('keep the best checkpoint beside the last, which can be resumed and sampled from', async () => {
    const file = folder.file('kept.safetensors');
    const best = folder.file('kept.best.safetensors');
    const args = [...small, '--steps', '60', '--validate-every', '10', '--save', file];
    const ran = await runWith(args);
    const validations = reportsOf(ran).filter(({ report }) => report === 'validation');
    expect(validations.map(({ step }) => step)).toEqual([10, 20, 30, 40, 50, 60]);
    const least = validations.toSorted(
      (a, b) => Number(a['bitsPerCharacter']) - Number(b['bitsPerCharacter']),
    )[0];
    const { step, bitsPerCharacter } = least ?? {};
    expect(reportOf(ran, 'best')).toEqual({ report: 'best', step, bitsPerCharacter, file: best });
    expect(reportOf(ran, 'summary')['validationBitsPerCharacter']).toBe(
      validations.at(-1)?.['bitsPerCharacter'],
    );
    expect((await loadModel(best, testHost())).steps).toBe(step);
    expect((await runWith(['sample', '--model', best, '--length', '5'])).exitCode).toBe(0);
    expect(
      (await runWith(['charlm', '--resume', best, '--steps', '70', '--save', folder.file('more')])).exitCode,
    ).toBe(0);
  });

  test('name the best checkpoint where it is, also if a run is continued into another file', async () => {
    const file = folder.file('first.safetensors');
    const best = folder.file('first.best.safetensors');
    // The run gets worse at once after it is continued, so its best checkpoint stays the first.
    await runWith([...small, '--steps', '20', '--validate-every', '10', '--save', file]);
    const worse = ['--learning-rate', '5', '--steps', '30', '--save', folder.file('second.safetensors')];
    const ran = await runWith(['charlm', '--resume', file, ...worse, '--json']);
    expect(reportOf(ran, 'best')).toMatchObject({ step: 20, file: best });
    expect(existsSync(folder.file('second.best.safetensors'))).toBe(false);
    const unsaved = await runWith([...small, '--steps', '20', '--validate-every', '10']);
    expect(reportOf(unsaved, 'best')).toMatchObject({ file: null });
  });

  test('end a run that no longer improves, which then needs more patience', async () => {
    const file = folder.file('patient.safetensors');
    // A rate so small that no validation differs from the first.
    const args = [...small, '--steps', '500', '--learning-rate', '1e-30', '--validate-every', '10'];
    const ran = await runWith([...args, '--patience', '3', '--save', file]);
    expect(ran.exitCode).toBe(0);
    expect(reportOf(ran, 'summary')).toMatchObject({ steps: 40, exhausted: true, interrupted: false });
    expect(reportOf(ran, 'best')).toMatchObject({ step: 10 });
    const again = await runWith(['charlm', '--resume', file, '--json']);
    expect(again.exitCode).toBe(0);
    expect(again.host.err.text).toMatch(
      /has ended early, after 3 validations that were no better than the best; give it more by --patience/,
    );
    expect(reportOf(again, 'summary')).toMatchObject({ steps: 40, exhausted: true });
    const more = await runWith(['charlm', '--resume', file, '--patience', '5', '--json']);
    expect(reportOf(more, 'summary')).toMatchObject({ steps: 60, exhausted: true });
  });

  test('are a line each for people, and no line for every checkpoint', async () => {
    const args = small.filter((word) => word !== '--json');
    const { host } = await runWith([
      ...args,
      ...'--steps 20 --validate-every 10 --save-every 1 --save'.split(' '),
      folder.file('people'),
    ]);
    expect(host.out.text).toMatch(
      /^validation +\d\.\d{3} bits per character after step 10, the best so far$/m,
    );
    expect(host.out.text).toMatch(/best +\d\.\d{3} bits per character after step \d+, in .*people\.best/);
    // Not the progress lines, which say how long ago a checkpoint was saved.
    expect(host.out.text.match(/^saved /gm)).toHaveLength(1);
  });

  test('come out of the way of the bar on a terminal', async () => {
    const args = small.filter((word) => word !== '--json');
    const { host } = await runWith(
      [...args, '--steps', '20', '--validate-every', '10'],
      testHost({ isTTY: true, env: { NO_COLOR: '1' } }),
    );
    // oxlint-disable-next-line no-control-regex
    expect(host.out.text).toMatch(/\x1b\[1A\r\x1b\[2Kvalidation/);
  });
});

describe('checkpoints during training', () => {
  test('are written at an interval of minutes', async () => {
    let time = 0;
    const host = { ...testHost(), now: () => (time += 100) };
    const args = [...small, '--steps', '30', '--save-every', '0.05m', '--save', folder.file('often')];
    const steps = reportsOf(await runWith(args, host))
      .filter(({ report }) => report === 'checkpoint')
      .map(({ step }) => Number(step));
    expect(steps.length).toBeGreaterThan(2);
    const gaps = steps.slice(1).map((step, index) => step - (steps[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(1);
  });

  test('that cannot be written are a notice, once, and training goes on', async () => {
    const place = folder.file('place');
    mkdirSync(place);
    const host = testHost();
    host.out.onWrite = (piece) => {
      const report = JSON.parse(piece) as Record<string, unknown>;
      if (atCheckpoint(3)(report)) renameSync(place, `${place}-moved`);
      if (reportOfStep(host.err.text) && existsSync(`${place}-moved`)) renameSync(`${place}-moved`, place);
    };
    const args = [
      ...small,
      '--steps',
      '20',
      '--save-every',
      '1',
      '--validate-every',
      '5',
      '--save',
      `${place}/m`,
    ];
    const { exitCode } = await runWith(args, host);
    expect(exitCode).toBe(0);
    expect(host.err.lines).toHaveLength(1);
    expect(host.err.text).toMatch(/cannot write .* Training continues\./);
    expect((await loadModel(`${place}/m`, testHost())).steps).toBe(20);
  });
  const reportOfStep = (err: string): boolean => err.includes('Training continues');

  test('stay as they were if the run diverges: the last is named and can be resumed', async () => {
    const file = folder.file('diverging.safetensors');
    const args = [...small, '--save', file, '--save-every', '1', '--steps', '30'];
    const begun = await stoppedWhen(args, atCheckpoint(10));
    expect(begun.exitCode).toBe(130);
    const diverged = await runWith(['charlm', '--resume', file, '--learning-rate', '1e37', '--json']);
    expect(diverged.exitCode).toBe(1);
    const { message } = JSON.parse(diverged.host.err.lines.at(-1) ?? '') as { message: string };
    const [, step] =
      /diverged.*The last checkpoint before that, after step (\d+), is in ".*diverging.safetensors"\.$/.exec(
        message,
      ) ?? [];
    expect(Number(step)).toBeGreaterThanOrEqual(10);
    expect((await loadModel(file, testHost())).steps).toBe(Number(step));
  });
});

describe('a command line without sense', () => {
  test.each([
    ['--save-every 5', /'--save-every <interval>' needs the option '--save <file>'/],
    ['--patience 5', /'--patience <number>' needs the option '--validate-every <interval>'/],
    ['--validate-every 5 --validation 0', /'--validate-every <interval>' needs a --validation share above 0/],
    ['--save-every 5h', /It must be a number of updates, such as 500, .* or of minutes, such as 5m/],
  ])('%s', async (args, message) => {
    const { exitCode, host } = await runWith([
      ...small.filter((word) => word !== '--json'),
      ...args.split(' '),
    ]);
    expect(exitCode).toBe(2);
    expect(host.err.lines).toHaveLength(1);
    expect(host.err.text).toMatch(message);
  });
});

describe('a file that is no checkpoint', () => {
  const resumed = async (name: string, content: Uint8Array | string): Promise<Ran> =>
    runWith(['charlm', '--resume', folder.file(name, content), '--steps', '90']);
  const whole = async (): Promise<{ tensors: object; metadata: Record<string, string> }> => {
    const file = folder.file('source.safetensors');
    if (!existsSync(file)) await runWith([...small, '--steps', '5', '--save', file]);
    return decodeSafetensors(readFileSync(file));
  };

  test('is one line that says so', async () => {
    for (const [name, content, message] of [
      ['empty', '', /cannot resume from ".*empty": /],
      ['words', 'no checkpoint at all', /These bytes are not a safetensors file/],
    ] as const) {
      const { exitCode, host } = await resumed(name, content);
      expect(exitCode).toBe(1);
      expect(host.err.lines).toHaveLength(1);
      expect(host.err.text).toMatch(message);
    }
    expect((await runWith(['charlm', '--resume', folder.file('nowhere')])).host.err.text).toMatch(
      /cannot read the checkpoint ".*nowhere": there is no such file/,
    );
  });

  test('is a model file of weights alone', async () => {
    const { tensors, metadata } = await whole();
    const { checkpoint: _, ...facts } = metadata;
    const weights = Object.fromEntries(
      Object.entries(tensors).filter(([name]) => !name.startsWith('checkpoint/')),
    );
    const { host } = await resumed('weights', encodeSafetensors(weights, facts));
    expect(host.err.text).toMatch(
      /cannot resume from ".*weights": decodeCheckpoint: the file is not a checkpoint/,
    );
  });

  const changes: readonly (readonly [what: string, before: RegExp, after: string, message: RegExp])[] = [
    [
      'budget',
      /"budget":\{"steps":5\}/,
      '"budget":{"steps":-5}',
      /the budget of its run is missing or has no meaning/,
    ],
    ['batch', /"batch":4/, '"batch":0', /the batch of its run/],
    ['window', /"window":16/, '"window":"16"', /the window of its run/],
    ['rate', /"learningRate":0.01/, '"learningRate":null', /the learningRate of its run/],
    ['rate of 1e300', /"learningRate":0.01/, '"learningRate":1e300', /the learningRate of its run/],
    ['weight decay of 1e300', /"weightDecay":0/, '"weightDecay":1e300', /the weightDecay of its run/],
    ['norm of 1e300', /"clip":5/, '"clip":1e300', /the clip of its run/],
    ['share', /"validation":0.1/, '"validation":1', /the validation of its run/],
    ['strict', /"strict":false/, '"strict":0', /the strict of its run/],
    ['patience', /"patience":null/, '"patience":0.5', /the patience of its run/],
    ['text', /"characters":2500/, '"characters":null', /the text of its run/],
    ['best', /"best":null/, '"best":{}', /the best of its run/],
    ['validated', /"validated":null/, '"validated":-1', /the validated of its run/],
    [
      'steps',
      /"meter":\{"state":\{"step":5/,
      '"meter":{"state":{"step":-5',
      /The part 'meter': it has no counts/,
    ],
    ['time', /"seconds":null/, '"seconds":-1', /The part 'meter': it has no time/],
    ['loss', /"weight":\d/, '"weight":null,"x":0', /The part 'meter': it has no loss/],
    [
      'lanes',
      /"batch":4/,
      '"batch":5',
      /cannot resume from .* has 4 lanes, and its settings say 5; they must be equal/,
    ],
    ['position', /"end":80/, '"end":8000', /the update has read the steps before 8000/],
  ];

  test.each(changes)('has a %s that cannot be', async (what, before, after, message) => {
    const { tensors, metadata } = await whole();
    const checkpoint = metadata['checkpoint'] ?? '';
    expect(checkpoint).toMatch(before);
    const changed = { ...metadata, checkpoint: checkpoint.replace(before, after) };
    const { exitCode, host } = await resumed(`bad-${what}`, encodeSafetensors(tensors as never, changed));
    expect(exitCode).toBe(1);
    expect(host.err.lines.at(-1)).toMatch(message);
  });
});

test('a checkpoint in a folder that cannot be written is refused before training', async () => {
  if (process.getuid?.() === 0) return; // root may write anywhere
  const locked = folder.file('locked');
  mkdirSync(locked);
  writeFileSync(`${locked}/m.safetensors`, '');
  chmodSync(locked, 0o555);
  const { exitCode, host } = await runWith([...small, '--steps', '5', '--save', `${locked}/m.safetensors`]);
  expect({ exitCode, out: host.out.text }).toEqual({ exitCode: 1, out: '' });
});
