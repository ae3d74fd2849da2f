// What the Connect view shows: the sources, and how far connecting Meta is. Pulled only while it is on the screen.

import type { ChecklistItem, SecretList, SecretNew, SecretRow, SourceChange, SourceRow, TunnelSettings, TunnelView } from '../host/contract'
import { remember, remembered } from '../lib/memory'
import { app } from './app.svelte'
import type { Asks } from './refused.svelte'
import { formOf, unsaved } from './unsaved'

export const PLATFORMS = ['instagram', 'messenger', 'whatsapp'] as const
export type Platform = (typeof PLATFORMS)[number]

class Connect {
  platform = $state<Platform>(remembered('platform', 'instagram') as Platform)
  sourceId = $state('default')
  sources = $state.raw<SourceRow[]>([])
  items = $state.raw<ChecklistItem[]>([])
  tunnel = $state.raw<TunnelView | null>(null)
  secrets = $state.raw<SecretRow[]>([])
  /** Why the system's store of secrets cannot be used. */
  noSystem = $state<string | null>(null)
  /** Where a secret is kept unless the user says otherwise. */
  preset = $derived(this.noSystem === null ? 'system' : 'run')

  source = $derived(this.sources.find(({ id }) => id === this.sourceId) ?? this.sources[0] ?? null)

  pull = async (): Promise<void> => {
    const asked = [this.sourceId, this.platform]
    const [sources, tunnel, list] = await Promise.all([
      app.ask('sources_list', {} as never),
      app.ask('tunnel_get', {} as never),
      app.ask('connect_get', { source: this.sourceId, platform: this.platform }),
    ])
    if (asked[0] !== this.sourceId || asked[1] !== this.platform) return
    this.sources = sources.rows
    this.items = list.items
    this.tunnel = tunnel
  }

  async pullSources(): Promise<void> {
    this.sources = (await app.ask('sources_list', {} as never)).rows
  }

  /** Not with every change: a store that is locked may ask its user each time. */
  async pullSecrets(): Promise<void> {
    const list = await app.try('secrets_list', {} as never)
    if (list) this.#show(list)
  }

  async startTunnel(settings: TunnelSettings, at: Asks = app): Promise<boolean> {
    const view = await at.try('tunnel_start', settings)
    if (view) this.tunnel = view
    return view !== null
  }

  /** Starts what was chosen last; false where nothing was, or it was refused. */
  async startAgain(): Promise<boolean> {
    const chosen = (await app.try('tunnel_get', {} as never))?.chosen
    if (!chosen || !(await this.startTunnel(chosen))) return false
    app.say(`The public address by ${chosen.provider} is started.`)
    app.wake()
    return true
  }

  async stopTunnel(): Promise<void> {
    const view = await app.try('tunnel_stop', {} as never)
    if (!view) return
    this.tunnel = view
    app.say('The public address is gone.')
    app.wake()
  }

  #show(list: SecretList): void {
    this.secrets = list.rows
    this.noSystem = list.noSystem
  }

  async putSecret(secret: SecretNew, at: Asks): Promise<boolean> {
    const list = await at.try('secret_put', secret)
    if (!list) return false
    this.#show(list)
    app.say(secret.owner === 'graph' ? 'Names can be looked up from now on.' : `Signatures are checked with ${secret.name} from now on.`)
    app.wake()
    return true
  }

  async removeSecret(secret: SecretRow): Promise<void> {
    const list = await app.try('secret_delete', { id: secret.id })
    if (!list) return
    this.#show(list)
    app.say(`${secret.name} is forgotten.`)
    app.wake()
  }

  choose(platform: Platform): void {
    this.platform = platform
    remember('platform', platform)
    app.wake()
  }

  open(source: string): void {
    this.sourceId = source
    app.wake()
  }

  async put(change: SourceChange, done: string, at: Asks = app): Promise<boolean> {
    const kept = await at.try('source_put', change)
    if (!kept) return false
    this.sourceId = kept.id
    app.say(done)
    app.wake()
    return true
  }

  /** Another one, which receives at once. */
  async add(): Promise<boolean> {
    return await this.put({}, 'Another source receives. Give it a name and a path.')
  }

  async remove(source: SourceRow): Promise<void> {
    const left = await app.try('source_delete', { id: source.id })
    if (!left) return
    this.sourceId = 'default'
    unsaved.done(formOf('source', source.id))
    app.say(`${source.name} receives no more; what it received stays.`)
    app.wake()
  }
}

export const connect = new Connect()
app.pulls.connect = connect.pull
