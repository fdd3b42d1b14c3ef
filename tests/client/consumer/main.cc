// Asks the server named on the command line a question of each kind; prints the answers, one a line.
#include <statusmap/client.h>

#include <cstdint>
#include <iostream>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const statusmap::Client client(argv[1]);

  const auto entry = client.Lookup(404);
  const auto mapping = client.MapHttpStatus(429);
  const auto back = client.MapGrpcCode(grpc::StatusCode::NOT_FOUND, "envoy");
  if (!entry.ok() || !mapping.ok() || !back.ok()) {
    std::cerr << entry.status() << "\n" << mapping.status() << "\n" << back.status() << "\n";
    return 1;
  }
  std::cout << entry->registration->reason_phrase << "\n"
            << mapping->grpc_code_name << "\n"
            << back->http_status.value_or(0) << "\n";

  const auto wait = client.AdviseRetry({.http_status = 503, .method = "GET", .retry_after = "7"});
  const auto backoff = client.AdviseRetry({.grpc_code = grpc::StatusCode::UNAVAILABLE, .attempt = 2});
  const auto answers = client.CompareOnHttpStatus(404);
  const auto statuses = client.CompareOnGrpcCode(grpc::StatusCode::NOT_FOUND);
  const auto pair = client.CompareConventions("envoy", "kratos");
  if (!wait.ok() || !backoff.ok() || !answers.ok() || !statuses.ok() || !pair.ok()) {
    std::cerr << wait.status() << "\n" << backoff.status() << "\n" << answers.status() << "\n";
    std::cerr << statuses.status() << "\n" << pair.status() << "\n";
    return 1;
  }
  std::cout << (wait->verdict == statusmap::RetryVerdict::kRetry ? "retry" : "?") << " after "
            << wait->delay.minimum.count() << " ms\n"
            << "retry within " << backoff->delay.maximum.count() << " ms\n"
            << answers->answers.front().grpc_code_name << "\n"
            << statuses->answers.front().http_status.value_or(0) << "\n"
            << pair->grpc_round_trip->kept << " of " << pair->grpc_round_trip->sent << "\n";

  const auto batch = client.BatchMapHttpStatuses(std::vector{404, 0});
  statusmap::MappingStream stream = client.StreamMapHttpStatuses("envoy");
  std::vector<std::int32_t> codes;
  const bool streamed = stream.Send(std::vector{503}) && stream.Receive(codes);
  const std::vector<std::int32_t> seen{200, 429};
  const std::vector<std::int64_t> weights{1, 3};
  const auto summary = client.SummarizeStatuses({.http_statuses = seen, .weights = weights}, {.against = "envoy"});
  if (!batch.ok() || !streamed || !stream.Finish().ok() || !summary.ok()) {
    std::cerr << batch.status() << "\n" << stream.Finish() << "\n" << summary.status() << "\n";
    return 1;
  }
  std::cout << batch->grpc_codes[0] << " " << batch->grpc_codes[1] << "\n"
            << codes[0] << "\n"
            << summary->retryable.count << " of " << summary->total << "\n";

  const auto unknown = client.Lookup(471);
  const auto details = statusmap::DetailsOf(unknown.status());
  std::cout << (details ? details->reason : "no details") << "\n";
  return 0;
}
