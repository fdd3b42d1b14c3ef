// Package httpstatus answers for an *http.Response what people write by hand otherwise: which gRPC code it becomes, and
// whether to send the request again.
//
//	helper := httpstatus.New(client)
//	response, err := http.DefaultClient.Do(request)
//	...
//	answer := helper.Of(ctx, response)
//	if answer.Retryable() {
//		wait := answer.Delay()
//	}
//	return status.Error(answer.Code, response.Status)
//
// It never fails its caller. When the service is away, is too slow, or refuses the question, the answer says that it is
// a fallback: OK for a status of 200 to 299, UNKNOWN for all others, and no advice on retries.
//
// Answers are kept in memory, since they change only with the service's catalogue: as many as [WithCacheSize] says,
// those used last, for as long as [WithCacheTime] says. Advice is kept by all that it depends on, and not kept at all
// where Retry-After is a date.
package httpstatus
