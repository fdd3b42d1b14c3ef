// A service of the tests' own, for what the real one does not do on demand. It speaks through grpc-js's server.
import type { DescMessage, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type handleUnaryCall,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServiceError,
} from "@grpc/grpc-js";
import { StatusMapService } from "@statusmap/client";

const lookup = StatusMapService.method.lookupStatus;
type Request = MessageShape<typeof lookup.input>;
type Answer = MessageInitShape<typeof lookup.output> | Partial<ServiceError>;
/** What LookupStatus answers; an object with a `code` is an error. A promise that stays open never answers. */
export type Handler = (request: Request, call: ServerUnaryCall<Request, unknown>) => Answer | Promise<Answer>;

const definition: MethodDefinition<Request, MessageShape<typeof lookup.output>> = {
  path: `/${StatusMapService.typeName}/${lookup.name}`,
  requestStream: false,
  responseStream: false,
  requestSerialize: (message) => Buffer.from(toBinary(lookup.input, message)),
  requestDeserialize: (bytes) => fromBinary(lookup.input, bytes),
  responseSerialize: (message) => Buffer.from(toBinary(lookup.output, message)),
  responseDeserialize: (bytes) => fromBinary(lookup.output, bytes),
};

type Stream = typeof StatusMapService.method.streamMapHttpStatuses | typeof StatusMapService.method.summarizeStatuses;
type Input = MessageShape<Stream["input"]>;

/** Serves one of the methods with a stream of requests as long as `task` runs. What the handler writes is encoded. */
export async function servingStream(
  method: Stream,
  handler: (call: ServerDuplexStream<Input, MessageInitShape<Stream["output"]>>) => void,
  task: (address: string) => Promise<void>,
): Promise<void> {
  const definition: MethodDefinition<Input, MessageInitShape<Stream["output"]>> = {
    path: `/${StatusMapService.typeName}/${method.name}`,
    requestStream: true,
    // The wire does not tell whether one answer is a stream.
    responseStream: true,
    requestSerialize: (message) => Buffer.from(toBinary(method.input as DescMessage, message)),
    requestDeserialize: (bytes) => fromBinary(method.input as DescMessage, bytes) as Input,
    responseSerialize: (answer) => {
      const schema: DescMessage = method.output;
      return Buffer.from(toBinary(schema, create(schema, answer)));
    },
    responseDeserialize: (bytes) => fromBinary(method.output as DescMessage, bytes) as MessageShape<Stream["output"]>,
  };
  const server = new Server();
  server.addService({ stream: definition }, { stream: handler });
  await bound(server, ServerCredentials.createInsecure(), (port) => task(`127.0.0.1:${port}`));
}

/** Serves LookupStatus as long as `task` runs, which gets its port. */
export async function serving(
  handler: Handler,
  task: (port: number) => Promise<void>,
  credentials = ServerCredentials.createInsecure(),
): Promise<void> {
  const server = new Server();
  const lookupStatus: handleUnaryCall<Request, MessageShape<typeof lookup.output>> = (call, send) => {
    void Promise.resolve(handler(call.request, call)).then((answer) => {
      if ("code" in answer) send(answer);
      else send(null, create(lookup.output, answer as MessageInitShape<typeof lookup.output>));
    });
  };
  server.addService({ lookupStatus: definition }, { lookupStatus });
  await bound(server, credentials, task);
}

async function bound(
  server: Server,
  credentials: ServerCredentials,
  task: (port: number) => Promise<void>,
): Promise<void> {
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  try {
    await task(port);
  } finally {
    server.forceShutdown();
  }
}
