// Package statusmap asks a statusmap service what an HTTP status means, what kind it is, which gRPC code it becomes
// under the convention of a stack and back, and whether to send a request again. Every answer names its source.
//
//	client, err := statusmap.New("dns:///statusmap:50051")
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//	mapping, err := client.MapHTTPStatus(ctx, 429, statusmap.Convention("envoy"))
//
// The client holds no table and checks no argument: the service does both, in one place. What the client adds is a
// deadline, retries and load balancing (service_config.json, the same for the clients of every language), errors with
// their reason ([Error]), and lists without pages. Answers are the messages of the contract, package statusmapv1; its
// comments are the reference of their fields.
//
// Package httpstatus, below this one, answers for an *http.Response, and keeps answering when the service is away.
package statusmap

// Version of this module.
const Version = "0.1.0"
