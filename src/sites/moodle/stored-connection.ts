import { type Sealer, SITE_TOKEN } from '../../domain/sealer.ts'
import type { WsSettings } from '../../transport/moodle-ws/settings.ts'

/** How a server is reached, as stored: the token is sealed. */
interface StoredConnection {
  readonly url: string
  readonly token: string
  readonly allowHttp?: boolean
}

/** How the web services in what is stored of a Moodle site's connection are reached. Throws RB-9050. */
export function openServices(sealer: Sealer, connection: object): WsSettings {
  const { url, token, allowHttp } = connection as StoredConnection
  return { url, token: sealer.open(token, SITE_TOKEN), allowHttp }
}
