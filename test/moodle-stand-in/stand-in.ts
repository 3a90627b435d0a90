import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import {
  type Answer,
  answerCall,
  errorAnswer,
  functionNamed,
  type Installation,
  readRequest,
} from './answer-call.ts'
import type { Account, Release } from './call.ts'
import type { Fault, FaultPlan } from './faults.ts'
import { duplicateRow } from './moodle-error.ts'
import type { PhpArray } from './php-form.ts'
import { type ProfileField, SiteState } from './site-state.ts'

export const ADMIN_TOKEN = 'a0000000000000000000000000000001'

export interface StandInOptions {
  readonly release?: Release
  readonly maxInputVars?: number
  readonly accounts?: Readonly<Record<string, Account>>
  readonly profileFields?: readonly ProfileField[]
  readonly faults?: FaultPlan
  /** Before each answer. */
  readonly callMs?: number
  /** Bodies above it are refused by the web server. */
  readonly bodyBytes?: number
}

/** A call as it came in, and while it was worked on: `begun` and `ended` count all beginnings and ends. */
export interface LoggedCall {
  readonly name: string
  readonly form: PhpArray
  readonly fields: number
  readonly begun: number
  /** Null for a call whose work was never done. */
  ended: number | null
}

/** A strict HTTP server that answers as Moodle's REST web services do, keeps state, and fails as it is told to. */
export interface StandIn {
  readonly url: string
  readonly installation: Installation
  readonly calls: readonly LoggedCall[]
  /** Other faults from the next call on, which is number 0 again. */
  breakDown(faults: FaultPlan): void
  close(): Promise<void>
}

class ProcessDied extends Error {}

export async function moodleStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const { callMs = 0, bodyBytes = 8_388_608 } = options
  const installation: Installation = {
    site: new SiteState(options.profileFields ?? []),
    accounts: new Map([
      [ADMIN_TOKEN, { userId: 2, capabilities: 'all', functions: 'all' }],
      ...Object.entries(options.accounts ?? {}),
    ]),
    release: options.release ?? '4.1',
    maxInputVars: options.maxInputVars ?? 5000,
    debugging: false,
    maintenance: false,
    upgradeRunning: false,
    without: new Set(),
    url: '',
  }
  const calls: LoggedCall[] = []
  let faults: FaultPlan = options.faults ?? (() => null)
  let number = 0
  let clock = 0
  let downUntil = 0
  /** Changes with each restart: work of a process that died is never done. */
  let life = 0
  const late = new Set<Promise<void>>()

  function work(form: PhpArray, entry: LoggedCall, recordsBeforeDeath = Number.POSITIVE_INFINITY): Answer {
    let left = recordsBeforeDeath
    const answer = answerCall(installation, form, () => {
      if (left-- <= 0) throw new ProcessDied()
    })
    entry.ended = ++clock
    return answer
  }

  function workLater(form: PhpArray, entry: LoggedCall, ms: number): void {
    const mine = life
    const done: Promise<void> = wait(ms).then(() => {
      if (life === mine) work(form, entry)
      late.delete(done)
    })
    late.add(done)
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
    if (Date.now() < downUntil) return void request.socket.destroy()
    if (pathname !== '/webservice/rest/server.php') return page(response, 404, 'Not Found')
    if (Buffer.byteLength(body) > bodyBytes) return page(response, 413, '413 Request Entity Too Large')
    const form = readRequest(installation, search, request.headers['content-type'] ?? '', body)
    const fields = new URLSearchParams(body).size
    const entry: LoggedCall = { name: functionNamed(form), form, fields, begun: ++clock, ended: null }
    calls.push(entry)
    const fault = faults(number++, entry.name)
    if (callMs > 0) await wait(callMs)
    if (fault === null) return send(response, work(form, entry))
    await fail(fault, form, entry, request, response)
  }

  async function fail(
    fault: Fault,
    form: PhpArray,
    entry: LoggedCall,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    switch (fault.kind) {
      case 'impatient front':
        workLater(form, entry, fault.workMs)
        await wait(fault.afterMs)
        return page(response, 504, '504 Gateway Time-out')
      case 'status':
        if (fault.worked) work(form, entry)
        return page(response, fault.status, `${fault.status} Error`)
      case 'half answer': {
        const answer = work(form, entry)
        response.writeHead(200, {
          'content-type': answer.contentType,
          'content-length': answer.body.length + 10,
        })
        response.write(answer.body.slice(0, Math.floor(answer.body.length / 2)))
        await wait(1)
        return void request.socket.destroy()
      }
      case 'garbled answer': {
        const { contentType, body } = work(form, entry)
        return send(response, { contentType, body: body.slice(0, Math.floor(body.length / 2)) })
      }
      case 'drop':
        if (fault.workMs !== null) workLater(form, entry, fault.workMs)
        return void request.socket.destroy()
      case 'maintenance':
        response.setHeader('retry-after', '0')
        return page(response, 503, 'Example Site under maintenance')
      case 'deadlock':
        return send(response, errorAnswer(installation, form, duplicateRow()))
      case 'slow':
        await wait(fault.ms)
        return send(response, work(form, entry))
      case 'restart':
        try {
          work(form, entry, fault.afterRecords)
        } catch (error) {
          if (!(error instanceof ProcessDied)) throw error
          entry.ended = ++clock
        }
        life++
        downUntil = Date.now() + fault.downMs
        return void request.socket.destroy()
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => page(response, 599, String(error)))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  installation.url = url
  return {
    url,
    installation,
    calls,
    breakDown(plan) {
      faults = plan
      number = 0
    },
    async close() {
      await Promise.all(late)
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function send(response: ServerResponse, { contentType, body }: Answer): void {
  response.writeHead(200, { 'content-type': contentType })
  response.end(body)
}

function page(response: ServerResponse, status: number, title: string): void {
  response.writeHead(status, { 'content-type': 'text/html' })
  response.end(`<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`)
}
