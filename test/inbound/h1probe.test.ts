import { test } from 'vitest'
import { testHub, importFiles } from './test-hub.ts'
test('probe', async () => {
  const spent = new Map<string, [number, number]>()
  let last = '', at = 0
  const tick = (s: string) => {
    const now = performance.now()
    const e = spent.get(last) ?? [0, 0]; e[0] += now - at; e[1]++; spent.set(last, e)
    last = s.replace(/\s+/g, ' ').slice(0, 90); at = now
  }
  await using t = await testHub({ onStatement: tick })
  const rows = Array.from({ length: 10 }, (_, i) => `create,u${i},Passw0rd!x,F,L,u${i}@example.org,Leeds`).join('\n')
  const head = `action,username,password,firstname,lastname,email,city\n`
  await importFiles(t, [{ name: 'user.csv', content: head + rows }])
  spent.clear()
  const N = 200
  const t0 = performance.now()
  for (let i = 0; i < N; i++) await importFiles(t, [{ name: 'user.csv', content: head + rows.replaceAll('Leeds', 'L' + i).replaceAll('create', 'update') }])
  console.log('per run ms', (performance.now() - t0) / N)
  console.log([...spent].sort((a, b) => b[1][0] - a[1][0]).map(([s, [ms, n]]) => `${(ms / N).toFixed(2)} ${n / N} ${s}`).join('\n'))
}, 100000)
