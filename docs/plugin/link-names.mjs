import { ReflectionKind } from 'typedoc';

/** `name`, `name(...)`, `new Name(...)` or `Name.member` */
const code = /^`((?:new )?([A-Za-z]\w*)(?:\.([A-Za-z]\w*))?(?:\(.*\))?)`$/s;

/**
 * Makes a link of every name of an export that stands in backticks in a document or a README. What
 * two entries export under one name (the `add` of tensors and that of equations) is left alone, but
 * for the README of a package.
 *
 * @param {import('typedoc').ProjectReflection} project
 */
export function linkNames(project) {
  const modules = project.getReflectionsByKind(ReflectionKind.Module);
  const packages = modules.filter(({ name }) => name.split('/').length === 2);
  const names = exportsOf(modules);
  project.readme = linked(project.readme, names);
  for (const document of project.documents ?? []) document.content = linked(document.content, names);
  for (const module of packages) {
    module.readme = linked(module.readme, new Map([...names, ...exportsOf([module])]));
  }
}

/**
 * What some modules export, by name; undefined where two of them use the name.
 *
 * @param {import('typedoc').DeclarationReflection[]} modules
 * @returns {Map<string, import('typedoc').DeclarationReflection | undefined>}
 */
function exportsOf(modules) {
  const exported = new Map();
  for (const child of modules.flatMap(({ children = [] }) => children)) {
    if (child.kindOf(ReflectionKind.Reference)) continue; // exported by another entry too, and found there
    exported.set(child.name, exported.has(child.name) ? undefined : child);
  }
  return exported;
}

/**
 * @template {import('typedoc').CommentDisplayPart[] | undefined} P
 * @param {P} parts
 * @param {ReturnType<typeof exportsOf>} names
 * @returns {P}
 */
function linked(parts, names) {
  return parts?.map((part) => {
    const [, text, name, member] = (part.kind === 'code' && code.exec(part.text)) || [];
    const exported = names.get(name);
    const target = member === undefined ? exported : exported?.getChildByName([member]);
    return target === undefined ? part : { kind: 'inline-tag', tag: '@linkcode', text, target };
  });
}
