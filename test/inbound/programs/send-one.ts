import { hubOn } from '../../../src/cli/open-hub.ts'
import { sendMails } from '../../../src/inbound/send-mails.ts'
import { openStore } from '../../../src/store/open.ts'
import { smtpTransport } from '../../../src/transport/smtp/smtp.ts'

// Sends what is queued, says so when the mail server has taken the first mail, and never gets to write it down.
const [dataFolder = '', databaseUrl = '', organisationId = '', port = ''] = process.argv.slice(2)
const store = await openStore({ dataFolder, ...(databaseUrl !== '' && { databaseUrl }) })
const transport = smtpTransport({
  host: '127.0.0.1',
  port: Number(port),
  secure: 'none',
  from: 'rollbook@example.org',
})
await sendMails(hubOn(store, dataFolder, '0f'.repeat(32)), Number(organisationId), {
  ...transport,
  async send(mail) {
    console.log((await transport.send(mail)).result)
    return new Promise(() => undefined)
  },
})
