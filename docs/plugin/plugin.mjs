// What the site has beyond typedoc: the README of a package on its page, documents with titles and
// in groups, and names of our exports in guides and READMEs as links to their reference.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Converter, JSX, MinimalSourceFile } from 'typedoc';
import { linkNames } from './link-names.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url))
  .replaceAll('\\', '/')
  .replace(/\/$/, '');

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, nameDocument);
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => addReadmes(app.converter, project));
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => linkNames(project), -1000);
  app.converter.on(Converter.EVENT_END, ({ project }) => dropTitles(project));
  app.renderer.hooks.on('sidebar.begin', linkPlayground);
}

/**
 * Every page leads to the playground, which is a folder of the site that typedoc does not know.
 *
 * @param {import('typedoc').DefaultThemeRenderContext} context
 */
function linkPlayground(context) {
  const href = context.relativeURL('playground/index.html');
  return JSX.createElement('p', null, JSX.createElement('a', { href }, 'See it learn: the playground'));
}

/**
 * A document is called what its first heading says. The README of a folder stands for the folder.
 *
 * @param {undefined} _
 * @param {import('typedoc').DocumentReflection} document
 */
function nameDocument(_, document) {
  const { files } = document.project;
  const path = files.getReflectionPath(document) ?? '';
  const text = document.content.map((part) => part.text).join('');
  document.name = /^# (.+)$/m.exec(text)?.[1] ?? document.name;
  document.frontmatter.group = path.startsWith(`${root}/docs/guides/`) ? 'Guides' : 'About';
  if (basename(path) === 'README.md') files.registerReflectionPath(dirname(path), document);
}

/**
 * The page of a package begins with its README, and links to the package's folder lead there.
 *
 * @param {import('typedoc').Converter} converter
 * @param {import('typedoc').ProjectReflection} project
 */
function addReadmes(converter, project) {
  for (const module of project.children ?? []) {
    const name = /^@tbptt\/(\w+)$/.exec(module.name)?.[1];
    if (name === undefined) continue;
    const folder = join(root, 'packages', name).replaceAll('\\', '/');
    const path = `${folder}/README.md`;
    const file = new MinimalSourceFile(readFileSync(path, 'utf8'), path);
    module.readme = converter.parseRawComment(file, project.files).content;
    project.files.registerReflectionPath(path, module);
    project.files.registerReflectionPath(folder, module);
  }
}

/**
 * The pages of the project and of the packages have their titles already.
 *
 * @param {import('typedoc').ProjectReflection} project
 */
function dropTitles(project) {
  for (const { readme } of [project, ...(project.children ?? [])]) {
    const [first] = readme ?? [];
    if (first?.kind === 'text') first.text = first.text.replace(/^\s*# .+\n/, '');
  }
}
