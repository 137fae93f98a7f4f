// The ceiling: the same web framework answering a constant, replies of one turn written together. Run by bench/serve.ts with the port as argument.
import Fastify, { type FastifyReply } from 'fastify'

const app = Fastify()
let waiting: FastifyReply[] = []

function flush(): void {
  const replies = waiting
  waiting = []
  for (const reply of replies) {
    reply.send({ churn_probability: 0.1234, churn_prediction: false, risk_tier: 'LOW', model_version: '1' })
  }
}

app.get('/health', async () => ({ status: 'healthy' }))
app.post('/predict', (_request, reply) => {
  if (waiting.push(reply) === 1) setImmediate(flush)
})
await app.listen({ port: Number(process.argv[2]) })
