import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { attempt } from './run.mjs';
import { Skipped } from './steps.mjs';

/** The application of tools/browser in an empty project, with the packages from the registry. */
export class ViteApp {
  constructor(consumer, repository) {
    this.consumer = consumer;
    this.repository = repository;
    for (const part of ['index.html', 'src']) consumer.take(repository.path('tools/browser', part), part);
  }

  /** Builds it for production, by the Vite of the repository. Prints the files that it consists of. */
  build() {
    const browser = (...parts) => this.repository.path('tools/browser', ...parts);
    const vite = browser('node_modules/vite/bin/vite.js');
    const built = this.consumer.run(process.execPath, [vite, 'build', '--config', browser('vite.config.ts')]);
    for (const line of built.split('\n')) if (/^dist\/.*\.js /.test(line)) console.log(`  ${line.trim()}`);
  }

  /**
   * Runs the tests of tools/browser on what was built: it trains in Chromium on the page and in a
   * worker, to the bits of Node.
   */
  visit() {
    const report = join(this.consumer.folder, 'visit.json');
    const test = 'tools/browser/src/browser.test.ts';
    const { succeeded, all } = attempt(
      process.execPath,
      [this.repository.path('node_modules/vitest/vitest.mjs'), 'run', test],
      {
        cwd: this.repository.folder,
        env: { TBPTT_VITE_APP: this.consumer.folder, TBPTT_TEST_REPORT: report },
      },
    );
    if (!succeeded) throw new Error(all);
    const { numPendingTests, numPassedTests } = JSON.parse(readFileSync(report, 'utf8'));
    if (numPendingTests > 0)
      throw new Skipped(/The tests in a browser are skipped: (.*)\./.exec(all)?.[1] ?? all);
    console.log(`  ${numPassedTests} tests passed in Chromium: on the page, in a module worker`);
  }

  /** Compiles the same training for hosts without a page. */
  compileForHosts(tsc) {
    const options = [
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--lib',
      'es2023,dom',
      '--types',
      '',
    ];
    this.consumer.run(process.execPath, [tsc, ...options, 'src/check-digest.ts']);
  }

  trainInNode(node) {
    process.stdout.write(this.consumer.run(node, ['src/check-digest.js']));
  }

  trainInDeno(deno) {
    process.stdout.write(
      this.consumer.runDeno(deno, ['run', '--quiet', '--no-prompt', 'src/check-digest.js']),
    );
  }
}
