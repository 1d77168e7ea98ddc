import { type Node, parseSync, type RangeVar, type SelectStmt } from 'libpg-query'
import { Sameness } from './testing-sameness.ts'
import type { CommonTable, OutColumn, Relation, Scope } from './testing-scope.ts'
import { find, isChange, partsOf, textOf } from './testing-syntax.ts'

/** What a statement may name: a table or view and what it is to a cluster. Views over tenant tables are tenant. */
export interface KnownTable {
  readonly kind: 'tenant' | 'reference' | 'local'
  readonly columns: readonly string[]
}

/** How a statement finds its way in a cluster that keeps each county on one of its nodes. */
export interface Routing {
  /** To the node of one county, or to none in particular. */
  readonly to: 'county' | 'anywhere'
  /** The tables it names, once each. */
  readonly tables: readonly string[]
  /** The numbers of the parameters that say which county. All of them must be the same in each call. */
  readonly parameters: readonly number[]
  /** Why it could touch more than one county, or could not be carried out by a cluster; empty when all is well. */
  readonly problems: readonly string[]
}

/** Answers differ from one call to the next, so that copies of a row would differ. */
const VOLATILE = new Set([
  'random',
  'gen_random_uuid',
  'uuidv4',
  'uuidv7',
  'clock_timestamp',
  'timeofday',
  'nextval',
  'setval',
])

class Prover {
  readonly tables = new Set<string>()
  readonly parameters = new Set<number>()
  readonly problems: string[] = []
  readonly kinds = new Set<string>()
  readonly #known: ReadonlyMap<string, KnownTable>
  #serial = 0
  /** The queries whose rows are asked for one county from outside, because they are a view: each part of a union by itself. */
  #view: ReadonlySet<SelectStmt> = new Set()

  constructor(known: ReadonlyMap<string, KnownTable>) {
    this.#known = known
  }

  #scope(outer: Scope | undefined, same?: Sameness): Scope {
    return {
      relations: new Map(),
      outer,
      common: new Map(outer?.common),
      same: (same ?? outer?.same ?? new Sameness()).copy(),
    }
  }

  /** What a value is known to be: a parameter, a whole number, or a column of something that is read here. */
  #term(node: Node | undefined, scope: Scope): string | undefined {
    if (!node) return undefined
    if ('TypeCast' in node) return this.#term(node.TypeCast.arg, scope)
    if ('ParamRef' in node) return `$${node.ParamRef.number ?? 0}`
    if ('A_Const' in node) return node.A_Const.ival ? `=${node.A_Const.ival.ival ?? 0}` : undefined
    if (!('ColumnRef' in node)) return undefined
    const fields = node.ColumnRef.fields ?? []
    const column = textOf(fields.at(-1))
    if (column === undefined) return undefined
    const alias = fields.length > 1 ? textOf(fields.at(-2)) : undefined
    for (let at: Scope | undefined = scope; at; at = at.outer) {
      const found =
        alias === undefined
          ? [...at.relations.values()].find(({ columns }) => columns?.includes(column))
          : at.relations.get(alias)
      if (found) return `${found.id}.${column}`
    }
    return undefined
  }

  /** Notes what must be equal wherever this condition holds. */
  #equalities(node: Node | undefined, scope: Scope, same: Sameness): void {
    if (!node) return
    if ('BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR')
      for (const part of node.BoolExpr.args ?? []) this.#equalities(part, scope, same)
    if (!('A_Expr' in node) || node.A_Expr.kind !== 'AEXPR_OP' || textOf(node.A_Expr.name?.[0]) !== '=') return
    const { lexpr, rexpr } = node.A_Expr
    if (lexpr && rexpr && 'RowExpr' in lexpr && 'RowExpr' in rexpr) {
      const right = rexpr.RowExpr.args ?? []
      for (const [at, left] of (lexpr.RowExpr.args ?? []).entries()) this.#equal(left, right[at], scope, same)
    } else this.#equal(lexpr, rexpr, scope, same)
  }

  #equal(left: Node | undefined, right: Node | undefined, scope: Scope, same: Sameness): void {
    const [a, b] = [this.#term(left, scope), this.#term(right, scope)]
    if (a !== undefined && b !== undefined) same.join(a, b)
  }

  #addRelation(scope: Scope, alias: string, relation: Omit<Relation, 'id'>): Relation {
    this.#serial += 1
    const added = { id: `#${this.#serial}`, ...relation }
    scope.relations.set(alias, added)
    return added
  }

  #addNamed(scope: Scope, range: RangeVar): Relation {
    const name = range.relname ?? ''
    const alias = range.alias?.aliasname ?? name
    const common = range.schemaname === undefined ? scope.common.get(name) : undefined
    if (common) return this.#addColumns(scope, alias, common.columns)
    const known = this.#known.get(name)
    if (!known) {
      if (!/^(pg_|information_schema)/.test(range.schemaname ?? name)) this.problems.push(`nothing is known of ${name}`)
      return this.#addRelation(scope, alias, { name, columns: undefined, tenant: false })
    }
    this.tables.add(name)
    this.kinds.add(known.kind)
    return this.#addRelation(scope, alias, { name, columns: known.columns, tenant: known.kind === 'tenant' })
  }

  #addColumns(scope: Scope, alias: string, columns: readonly OutColumn[]): Relation {
    const names = columns.flatMap(({ name }) => name ?? [])
    const added = this.#addRelation(scope, alias, { name: alias, columns: names, tenant: false })
    for (const { name, term } of columns)
      if (name !== undefined && term !== undefined) scope.same.join(`${added.id}.${name}`, term)
    return added
  }

  /** Reads one item of FROM and returns what it brought, in its order. */
  #from(node: Node, scope: Scope): Relation[] {
    if ('RangeVar' in node) return [this.#addNamed(scope, node.RangeVar)]
    if ('RangeSubselect' in node) {
      const { subquery, alias, lateral } = node.RangeSubselect
      // Only what is LATERAL sees its neighbours, but what is known of parameters holds everywhere.
      const around = lateral === true ? scope : { ...scope, relations: new Map<string, Relation>() }
      const columns = this.#query(subquery, around)
      const renamed = alias?.colnames?.map(textOf)
      return [
        this.#addColumns(
          scope,
          alias?.aliasname ?? '',
          columns.map((column, at) => ({ ...column, name: renamed?.[at] ?? column.name })),
        ),
      ]
    }
    if ('JoinExpr' in node) return this.#join(node.JoinExpr, scope)
    const alias = 'RangeFunction' in node ? node.RangeFunction.alias?.aliasname : undefined
    this.#inner(node, scope)
    return [this.#addRelation(scope, alias ?? '', { name: alias ?? 'function', columns: undefined, tenant: false })]
  }

  #join(join: Extract<Node, { JoinExpr: unknown }>['JoinExpr'], scope: Scope): Relation[] {
    const left = join.larg ? this.#from(join.larg, scope) : []
    const right = join.rarg ? this.#from(join.rarg, scope) : []
    if (join.isNatural === true) this.problems.push('a natural join joins by whatever is named alike')
    const on = scope.same.copy()
    this.#equalities(join.quals, scope, on)
    for (const column of join.usingClause?.map(textOf) ?? [])
      for (const a of left)
        for (const b of right)
          if (a.columns?.includes(column ?? '') === true && b.columns?.includes(column ?? '') === true)
            on.join(`${a.id}.${column}`, `${b.id}.${column}`)
    if (join.jointype === 'JOIN_INNER' || join.jointype === undefined) scope.same.take(on)
    // The condition of an outer join says nothing of the side whose rows are kept without a partner.
    const optional = join.jointype === 'JOIN_LEFT' ? right : join.jointype === 'JOIN_RIGHT' ? left : []
    for (const { id, columns } of optional)
      if (columns?.includes('county') === true) {
        const told = on.told(`${id}.county`)[0] ?? on.others(`${id}.county`)[0]
        if (told !== undefined) scope.same.join(`${id}.county`, told)
      }
    this.#inner(join.quals, scope)
    return [...left, ...right]
  }

  /** Looks at the queries inside an expression. */
  #inner(node: unknown, scope: Scope): void {
    for (const { subselect } of find(node, 'SubLink', ['SubLink'])) this.#query(subselect as Node, scope)
  }

  /** Every tenant table read here must be known to be read for one county. */
  #settle(scope: Scope): void {
    for (const { id, name, tenant } of scope.relations.values()) {
      if (!tenant) continue
      const told = scope.same.told(`${id}.county`)
      if (told.length === 0) this.problems.push(`${name}: its county is not given`)
      this.#noteTold(told)
    }
  }

  #noteTold(told: readonly string[]): void {
    for (const term of told) if (term.startsWith('$')) this.parameters.add(Number(term.slice(1)))
  }

  #with(
    clause: { readonly ctes?: Node[]; readonly recursive?: boolean } | undefined,
    scope: Scope,
    main: readonly unknown[],
  ): void {
    for (const node of clause?.ctes ?? []) {
      if (!('CommonTableExpr' in node)) continue
      const { ctename = '', ctequery, aliascolnames } = node.CommonTableExpr
      const renamed = aliascolnames?.map(textOf)
      const named = (columns: readonly OutColumn[]): CommonTable => ({
        columns: columns.map((column, at) => ({ ...column, name: renamed?.[at] ?? column.name })),
        changes: isChange(ctequery),
      })
      const begin = clause?.recursive === true && ctequery && 'SelectStmt' in ctequery && ctequery.SelectStmt.larg
      if (begin) scope.common.set(ctename, named(this.#anew(() => this.#select(begin, scope))))
      // A recursion keeps to what its second half says again: what that drops is dropped until both agree.
      for (let kept = scope.common.get(ctename)?.columns; begin && kept;) {
        const now = this.#anew(() => this.#query(ctequery, scope))
        scope.common.set(ctename, named(now))
        const agree: boolean = now.every(({ term }, at) => term === kept?.[at]?.term)
        kept = agree ? undefined : now
      }
      scope.common.set(ctename, named(this.#query(ctequery, scope)))
    }
    const changed = new Set([...scope.common].filter(([, { changes }]) => changes).map(([name]) => name))
    const changers = [
      ...(clause?.ctes ?? []).flatMap((node) =>
        'CommonTableExpr' in node && isChange(node.CommonTableExpr.ctequery) ? [node.CommonTableExpr.ctequery] : [],
      ),
      ...main,
    ]
    for (const changer of changers)
      for (const { relname } of find(changer, 'RangeVar'))
        if (changed.has(String(relname)))
          this.problems.push(`a change reads what the change ${String(relname)} returned: that costs two phases`)
  }

  #query(node: Node | undefined, outer: Scope): OutColumn[] {
    if (!node) return []
    if ('SelectStmt' in node) return this.#select(node.SelectStmt, outer)
    return this.#change(node, outer)
  }

  /** Carries out a look that is repeated: the same relations get the same names again, and what it found is forgotten. */
  #anew<T>(look: () => T): T {
    const [serial, found] = [this.#serial, this.problems.length]
    const seen = look()
    this.#serial = serial
    this.problems.length = found
    return seen
  }

  #select(select: SelectStmt, outer: Scope | undefined): OutColumn[] {
    const scope = this.#scope(outer)
    // What is LATERAL rests on conditions that stand behind it, so those are gathered in a first look.
    if (find(select.fromClause, 'RangeSubselect').next().done !== true)
      this.#anew(() => {
        const first = this.#scope(outer)
        this.#with(select.withClause, first, [])
        for (const item of select.fromClause ?? []) this.#from(item, first)
        this.#equalities(select.whereClause, first, first.same)
        scope.same.take(first.same)
      })
    this.#with(select.withClause, scope, [])
    if (select.op !== undefined && select.op !== 'SETOP_NONE' && select.larg && select.rarg) {
      const left = this.#select(select.larg, scope)
      const right = this.#select(select.rarg, scope)
      return left.map(({ name, term }, at) => ({ name, term: right[at]?.term === undefined ? undefined : term }))
    }
    if (select.valuesLists) {
      this.#inner(select.valuesLists, scope)
      const rows = select.valuesLists.map((row) => ('List' in row ? (row.List.items ?? []) : []))
      return (rows[0] ?? []).map((_, at) => {
        const terms = rows.map((row) => this.#term(row[at], scope))
        return { name: `column${at + 1}`, term: terms.includes(undefined) ? undefined : terms[0] }
      })
    }
    for (const item of select.fromClause ?? []) this.#from(item, scope)
    this.#equalities(select.whereClause, scope, scope.same)
    if (this.#view.has(select))
      for (const target of select.targetList ?? []) {
        if (!('ResTarget' in target)) continue
        const { val, name } = target.ResTarget
        const term = this.#term(val, scope)
        const own = val && 'ColumnRef' in val ? textOf(val.ColumnRef.fields?.at(-1)) : undefined
        if ((name ?? own) === 'county' && term !== undefined) scope.same.join(term, '$1')
      }
    this.#settle(scope)
    const { targetList, whereClause, groupClause, havingClause, windowClause, sortClause, limitCount, limitOffset } =
      select
    this.#inner([targetList, whereClause, groupClause, havingClause, windowClause, sortClause], scope)
    this.#inner([limitCount, limitOffset], scope)
    return this.#columns(targetList ?? [], scope)
  }

  #columns(targets: readonly Node[], scope: Scope): OutColumn[] {
    const of = ({ id, columns }: Relation): OutColumn[] =>
      (columns ?? []).map((name) => ({ name, term: scope.same.told(`${id}.${name}`)[0] }))
    return targets.flatMap((target): OutColumn[] => {
      if (!('ResTarget' in target)) return []
      const { val, name } = target.ResTarget
      const fields = val && 'ColumnRef' in val ? (val.ColumnRef.fields ?? []) : []
      const last = fields.at(-1)
      if (last && 'A_Star' in last) {
        const alias = fields.length > 1 ? textOf(fields[0]) : undefined
        return [...scope.relations]
          .filter(([key]) => alias === undefined || key === alias)
          .flatMap(([, one]) => of(one))
      }
      const term = this.#term(val, scope)
      return [{ name: name ?? textOf(last), term: term === undefined ? undefined : scope.same.told(term)[0] }]
    })
  }

  #change(node: Node, outer: Scope): OutColumn[] {
    const scope = this.#scope(outer)
    if ('InsertStmt' in node) return this.#insert(node.InsertStmt, scope)
    if (!('UpdateStmt' in node) && !('DeleteStmt' in node)) {
      this.problems.push(`${Object.keys(node)[0] ?? 'nothing'} is not looked into`)
      return []
    }
    const { relation, whereClause, returningClause, withClause, ...rest } =
      'UpdateStmt' in node ? node.UpdateStmt : node.DeleteStmt
    const from = 'fromClause' in rest ? rest.fromClause : 'usingClause' in rest ? rest.usingClause : undefined
    const targets = 'targetList' in rest ? (rest.targetList ?? []) : []
    this.#with(withClause, scope, [from, whereClause, targets])
    if (relation) this.#addNamed(scope, relation)
    for (const item of from ?? []) this.#from(item, scope)
    this.#equalities(whereClause, scope, scope.same)
    this.#settle(scope)
    this.#keepCounty(targets)
    this.#inner([targets, whereClause, returningClause], scope)
    return this.#columns(returningClause?.exprs ?? [], scope)
  }

  #insert(insert: Extract<Node, { InsertStmt: unknown }>['InsertStmt'], scope: Scope): OutColumn[] {
    const { relation, cols, selectStmt, onConflictClause, returningClause, withClause } = insert
    this.#with(withClause, scope, [selectStmt, onConflictClause])
    const given = this.#query(selectStmt, scope)
    const target = relation ? this.#addNamed(scope, relation) : undefined
    if (target?.tenant === true) {
      const names = cols?.map((col) => ('ResTarget' in col ? col.ResTarget.name : undefined)) ?? target.columns ?? []
      const term = given[names.indexOf('county')]?.term
      if (term === undefined) this.problems.push(`${target.name}: its county is not given`)
      else scope.same.join(`${target.id}.county`, term)
      if (selectStmt && 'SelectStmt' in selectStmt) this.#noteRows(selectStmt.SelectStmt, names, scope)
    }
    const excluded = this.#addRelation(scope, 'excluded', { name: 'excluded', columns: [], tenant: false })
    if (target) scope.same.join(`${excluded.id}.county`, `${target.id}.county`)
    if (target?.tenant === true) this.#noteTold(scope.same.told(`${target.id}.county`))
    this.#keepCounty(onConflictClause?.targetList ?? [])
    this.#inner([onConflictClause?.targetList, onConflictClause?.whereClause, returningClause], scope)
    scope.relations.delete('excluded')
    return this.#columns(returningClause?.exprs ?? [], scope)
  }

  /** Each row of a list of values names its county by a parameter of its own. */
  #noteRows({ valuesLists }: SelectStmt, names: readonly (string | undefined)[], scope: Scope): void {
    for (const row of valuesLists ?? []) {
      const term = 'List' in row ? this.#term(row.List.items?.[names.indexOf('county')], scope) : undefined
      if (term !== undefined) this.#noteTold([term])
    }
  }

  #keepCounty(targets: readonly Node[]): void {
    if (targets.some((target) => 'ResTarget' in target && target.ResTarget.name === 'county'))
      this.problems.push('a row never moves to another county')
  }

  proveView(node: Node): void {
    if ('SelectStmt' in node) this.#view = new Set(partsOf(node.SelectStmt))
    this.prove(node)
  }

  prove(node: Node): void {
    for (const { funcname } of find(node, 'FuncCall')) {
      const name = Array.isArray(funcname) ? textOf(funcname.at(-1) as Node) : undefined
      if (name !== undefined && VOLATILE.has(name)) this.problems.push(`${name}() answers differently on each node`)
    }
    const isWork = 'SelectStmt' in node || isChange(node)
    if (isWork) this.#query(node, this.#scope(undefined))
    if (this.kinds.has('tenant') && this.kinds.has('local'))
      this.problems.push('it joins tables of a county with local ones')
  }
}

/**
 * Proves from the text alone where a statement goes: every tenant table in it must be held to a county given by a parameter,
 * by itself or by being equal to another's. It proves less than a cluster's own planner finds out, never more.
 */
export function routingOf(text: string, known: ReadonlyMap<string, KnownTable>): Routing {
  const prover = new Prover(known)
  for (const { stmt } of parseSync(text).stmts ?? []) if (stmt) prover.prove(stmt)
  return {
    to: prover.kinds.has('tenant') ? 'county' : 'anywhere',
    tables: [...prover.tables].toSorted(),
    parameters: [...prover.parameters].toSorted((a, b) => a - b),
    problems: [...new Set(prover.problems)],
  }
}

/** What would keep a view from being read for one county: all it reads must be of the county that it shows. */
export function viewProblems(definition: string, known: ReadonlyMap<string, KnownTable>): readonly string[] {
  const prover = new Prover(known)
  for (const { stmt } of parseSync(definition).stmts ?? []) if (stmt) prover.proveView(stmt)
  return [...new Set(prover.problems)]
}
