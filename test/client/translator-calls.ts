import { readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { parseSync } from '@swc/core'

/** One question to the translations. */
export interface Use {
  readonly file: string
  /** What `t` may look into, by the file's `useTranslation`; any feature's own and common where it is handed in. */
  readonly namespaces: readonly string[]
  /** A literal key, or a pattern where a part is computed. */
  readonly key: RegExp
  readonly shown: string
  /** `t(group)`: the key is some string of the file. */
  readonly isGuessed: boolean
}

type Node = { readonly type: string; readonly [key: string]: unknown }

/** Every call whose callee is a translator: `t`, or what `useTranslation()` was unpacked to. */
export function usesIn(client: string, file: string): Use[] {
  const source = readFileSync(join(client, file), 'utf8')
  const tree = parseSync(source, { syntax: 'typescript', tsx: file.endsWith('x') }) as unknown as Node
  const room = /^features\/([^/]+)\//.exec(file.split(sep).join('/'))?.[1]
  const translators = new Map<string, Set<string>>([['t', new Set(room ? [room, 'common'] : ['common', 'app'])]])
  const found: Use[] = []
  visit(tree, (node) => {
    if (node.type !== 'VariableDeclarator') return
    const call = node['init'] as Node | null
    if (call?.type !== 'CallExpression' || nameOf(call['callee']) !== 'useTranslation') return
    const asked = stringsIn(argumentsOf(call)[0]).map(({ shown }) => shown)
    for (const [name, local] of unpacked(node['id'] as Node))
      if (name === 't') for (const namespace of asked) add(translators, local, namespace)
  })
  visit(tree, (node) => {
    if (node.type !== 'CallExpression') return
    const names = translators.get(nameOf(node['callee']) ?? '')
    const [first] = argumentsOf(node)
    if (!names || !first) return
    const isGuessed = first.type === 'Identifier'
    for (const { key, shown } of stringsIn(isGuessed ? tree : first)) {
      const [, prefix, rest] = /^(\w[\w-]*):(.*)$/s.exec(key) ?? [null, null, key]
      const namespaces = prefix ? [prefix] : [...names]
      found.push({ file, namespaces, key: new RegExp(`^${rest}$`), shown, isGuessed })
    }
  })
  return found
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value))
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, see)
  else if (typeof value === 'object' && value !== null) {
    if ('type' in value) see(value as Node)
    for (const inner of Object.values(value)) visit(inner, see)
  }
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** String and template literals below a node, as patterns: what is computed may be anything but nothing. */
function stringsIn(node: unknown): { key: string; shown: string }[] {
  const strings: { key: string; shown: string }[] = []
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return
    const { type } = value as Node
    if (type === 'StringLiteral') {
      const { value: text } = value as unknown as { value: string }
      strings.push({ key: literally(text), shown: text })
      return
    }
    if (type === 'TemplateLiteral') {
      const { quasis } = value as unknown as { quasis: { raw: string }[] }
      const raws = quasis.map(({ raw }) => raw)
      strings.push({ key: raws.map(literally).join('.+'), shown: raws.join('…') })
      return
    }
    // What is compared is no key: `t(kind === 'all' ? 'none' : 'noneOfKind')`.
    if (type === 'BinaryExpression') return
    const { test: _asked, ...rest } = value as Node
    for (const inner of Object.values(type === 'ConditionalExpression' ? rest : value)) walk(inner)
  }
  walk(node)
  return strings
}

const nameOf = (node: unknown) =>
  (node as Node | null)?.type === 'Identifier' ? String((node as Node)['value']) : null
const argumentsOf = (call: Node) => (call['arguments'] as { expression: Node }[]).map(({ expression }) => expression)

/** `{ t, i18n }` and `{ t: common }`, as pairs of name and local name. */
function unpacked(pattern: Node): [string, string][] {
  if (pattern.type !== 'ObjectPattern') return []
  return (pattern['properties'] as Node[]).flatMap((property): [string, string][] => {
    const name = nameOf(property['key'])
    if (!name) return []
    return [[name, nameOf(property['value']) ?? name]]
  })
}
