// Makes this process look like one of an old version of Node.
Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.0' } })
