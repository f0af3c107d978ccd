import http from 'node:http'

/** Posts bytes as they are; resolves to the status, also where the server answers before it has read everything. */
export function post(url: string, headers: Record<string, string>, body: string | Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const payload = Buffer.from(body as string)
    const request = http.request(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': payload.length, ...headers },
    })
    let status: number | undefined
    request.on('response', (response) => {
      status = response.statusCode
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    request.on('error', (error) => (status === undefined ? reject(error) : undefined))
    request.end(payload)
  })
}
