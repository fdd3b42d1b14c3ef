// Batches, streams and summaries: what the client sends, every field of what it gives, and how it takes a failure.
#include <gmock/gmock.h>

#include <chrono>
#include <future>
#include <thread>
#include <vector>

#include "google/protobuf/text_format.h"
#include "statusmap/client.h"
#include "tests/client/fake_server.h"

namespace statusmap {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Codes = std::vector<std::int32_t>;

class BulkTest : public ::testing::Test {
 protected:
  FakeServer server_;
  Client client_{server_.Target()};
};

constexpr char kRules[] = R"(convention: "c" answered_by: "a" source: "s" caution: "w")";

template <typename Message>
void FillRules(Message& message) {
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(kRules, &message));
}

void ExpectRules(const Rules& rules) {
  EXPECT_EQ(rules.convention, "c");
  EXPECT_EQ(rules.answered_by, "a");
  EXPECT_EQ(rules.source, "s");
  EXPECT_EQ(rules.caution, "w");
}

// Answers every chunk with the statuses divided by 100; the first with the rules.
bool AnswerChunk(FakeService::MapStream& stream, int number) {
  v1::StreamMapHttpStatusesRequest request;
  if (!stream.Read(&request)) return false;
  v1::StreamMapHttpStatusesResponse response;
  if (number == 0) FillRules(response);
  for (const std::int32_t status : request.http_statuses()) response.add_grpc_codes(status / 100);
  return stream.Write(response);
}

grpc::Status AnswerAll(grpc::ServerContext& /*context*/, FakeService::MapStream& stream) {
  for (int number = 0; AnswerChunk(stream, number);) ++number;
  return grpc::Status::OK;
}

// --- a batch ---------------------------------------------------------------------------------------------------------

TEST_F(BulkTest, BatchHasEveryField) {
  server_.service.batch = [](auto&, const auto& request, auto& response) {
    EXPECT_EQ(request.ShortDebugString(), R"(convention: "envoy" http_statuses: 404 http_statuses: -1)");
    FillRules(response);
    response.add_grpc_codes(5);
    response.add_grpc_codes(kNotAnHttpStatus);
    return grpc::Status::OK;
  };
  const auto mapping = client_.BatchMapHttpStatuses(Codes{404, -1}, "envoy");
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  ExpectRules(mapping->rules);
  EXPECT_THAT(mapping->grpc_codes, ElementsAre(5, 127));
}

TEST_F(BulkTest, ABatchOfMillionsIsAnswered) {
  const std::size_t count = 8'000'000;
  server_.service.batch = [](auto&, const auto& request, auto& response) {
    response.mutable_grpc_codes()->Resize(request.http_statuses_size(), 5);
    return grpc::Status::OK;
  };
  const Client patient(server_.Target(), {.deadline = std::chrono::seconds(60)});
  const auto mapping = patient.BatchMapHttpStatuses(Codes(count, 404));
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  EXPECT_EQ(mapping->grpc_codes, Codes(count, 5));
}

TEST_F(BulkTest, ABatchHasTheDeadlineOfTheClient) {
  server_.service.batch = [](grpc::ServerContext& context, const auto&, auto&) {
    for (int i = 0; i < 500 && !context.IsCancelled(); ++i) std::this_thread::sleep_for(milliseconds(10));
    return grpc::Status::OK;
  };
  const Client hasty(server_.Target(), {.deadline = milliseconds(100)});
  EXPECT_EQ(hasty.BatchMapHttpStatuses({}).status().code(), absl::StatusCode::kDeadlineExceeded);
}

// --- a stream --------------------------------------------------------------------------------------------------------

TEST_F(BulkTest, AStreamAnswersChunkByChunk) {
  std::vector<std::string> conventions;
  server_.service.stream = [&](auto&, auto& stream) {
    v1::StreamMapHttpStatusesRequest request;
    v1::StreamMapHttpStatusesResponse response;
    while (stream.Read(&request)) {
      conventions.push_back(request.convention());
      response.Clear();
      if (conventions.size() == 1) FillRules(response);
      for (const std::int32_t status : request.http_statuses()) response.add_grpc_codes(status / 100);
      stream.Write(response);
    }
    return grpc::Status::OK;
  };
  MappingStream stream = client_.StreamMapHttpStatuses("envoy");
  Codes codes;
  ASSERT_TRUE(stream.Send(Codes{200, 404}));
  ASSERT_TRUE(stream.Receive(codes));
  EXPECT_THAT(codes, ElementsAre(2, 4));
  EXPECT_EQ(stream.answered(), 2);
  ASSERT_TRUE(stream.Send({}));
  ASSERT_TRUE(stream.Receive(codes));
  EXPECT_THAT(codes, IsEmpty());
  ASSERT_TRUE(stream.Send(Codes{503}));
  stream.CloseSending();
  EXPECT_FALSE(stream.Send(Codes{500}));
  ASSERT_TRUE(stream.Receive(codes));
  EXPECT_THAT(codes, ElementsAre(5));
  EXPECT_FALSE(stream.Receive(codes));
  EXPECT_TRUE(stream.Finish().ok());
  EXPECT_TRUE(stream.Finish().ok()) << "asked again";
  EXPECT_FALSE(stream.Receive(codes));
  EXPECT_EQ(stream.answered(), 3);
  ExpectRules(stream.rules());
  EXPECT_THAT(conventions, ElementsAre("envoy", "", ""));
}

TEST_F(BulkTest, OneThreadSendsWhileAnotherReceives) {
  server_.service.stream = AnswerAll;
  MappingStream stream = client_.StreamMapHttpStatuses();
  std::jthread sender([&] {
    for (int i = 0; i < 2000; ++i) {
      if (!stream.Send(Codes(1000, 100 * (i % 5 + 1)))) break;
    }
    stream.CloseSending();
  });
  int chunks = 0;
  for (Codes codes; stream.Receive(codes); ++chunks) EXPECT_EQ(codes, Codes(1000, chunks % 5 + 1));
  sender.join();
  EXPECT_TRUE(stream.Finish().ok());
  EXPECT_EQ(chunks, 2000);
  EXPECT_EQ(stream.answered(), 2'000'000);
}

TEST_F(BulkTest, AStreamThatTheServerEndsTellsWhyAndHowMuchWasAnswered) {
  server_.service.stream = [](auto&, auto& stream) {
    AnswerChunk(stream, 0);
    AnswerChunk(stream, 1);
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "shuts down");
  };
  MappingStream stream = client_.StreamMapHttpStatuses();
  Codes codes;
  while (stream.Send(Codes{200, 404, 503}) && stream.Receive(codes)) {
  }
  const absl::Status status = stream.Finish();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(status.message(), "shuts down");
  EXPECT_EQ(stream.answered(), 6);
}

TEST_F(BulkTest, AStreamWhoseServerDiesIsUnavailable) {
  server_.service.stream = AnswerAll;
  MappingStream stream = client_.StreamMapHttpStatuses();
  Codes codes;
  ASSERT_TRUE(stream.Send(Codes{200}));
  ASSERT_TRUE(stream.Receive(codes));
  server_.Stop();
  while (stream.Send(Codes{200}) && stream.Receive(codes)) {
  }
  EXPECT_EQ(stream.Finish().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(stream.answered(), 1);
}

TEST_F(BulkTest, ADeadlineInTheMiddleTellsHowMuchWasAnswered) {
  server_.service.stream = [](grpc::ServerContext& context, auto& stream) {
    AnswerChunk(stream, 0);
    while (!context.IsCancelled()) std::this_thread::sleep_for(milliseconds(5));
    return grpc::Status::OK;
  };
  MappingStream stream = client_.StreamMapHttpStatuses("", {.deadline = milliseconds(500)});
  Codes codes;
  while (stream.Send(Codes{200, 404}) && stream.Receive(codes)) {
  }
  EXPECT_EQ(stream.Finish().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(stream.answered(), 2);
}

TEST_F(BulkTest, TheDeadlineOfTheClientEndsNoStream) {
  server_.service.stream = AnswerAll;
  const Client hasty(server_.Target(), {.deadline = milliseconds(50)});
  MappingStream stream = hasty.StreamMapHttpStatuses();
  Codes codes;
  ASSERT_TRUE(stream.Send(Codes{200}));
  ASSERT_TRUE(stream.Receive(codes));
  std::this_thread::sleep_for(milliseconds(200));
  ASSERT_TRUE(stream.Send(Codes{200}));
  ASSERT_TRUE(stream.Receive(codes));
  EXPECT_TRUE(stream.Finish().ok());
}

TEST_F(BulkTest, CancelWakesWhoWaits) {
  server_.service.stream = [](grpc::ServerContext& context, auto& stream) {
    AnswerChunk(stream, 0);
    while (!context.IsCancelled()) std::this_thread::sleep_for(milliseconds(5));
    return grpc::Status::CANCELLED;
  };
  MappingStream stream = client_.StreamMapHttpStatuses();
  Codes codes;
  ASSERT_TRUE(stream.Send(Codes{200}));
  ASSERT_TRUE(stream.Receive(codes));
  const std::jthread canceller([&] {
    std::this_thread::sleep_for(milliseconds(50));
    stream.Cancel();
  });
  EXPECT_FALSE(stream.Receive(codes));
  EXPECT_EQ(stream.Finish().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(stream.answered(), 1);
}

TEST_F(BulkTest, AStreamThatIsDroppedIsCancelled) {
  std::promise<bool> cancelled;
  server_.service.stream = [&](grpc::ServerContext& context, auto& stream) {
    AnswerAll(context, stream);
    cancelled.set_value(context.IsCancelled());
    return grpc::Status::OK;
  };
  {
    MappingStream first = client_.StreamMapHttpStatuses();
    MappingStream moved = std::move(first);
    Codes codes;
    ASSERT_TRUE(moved.Send(Codes{200}));
    ASSERT_TRUE(moved.Receive(codes));
  }
  EXPECT_TRUE(cancelled.get_future().get());
}

TEST_F(BulkTest, FinishDropsWhatWasNotReceived) {
  server_.service.stream = AnswerAll;
  MappingStream stream = client_.StreamMapHttpStatuses();
  ASSERT_TRUE(stream.Send(Codes{200}));
  ASSERT_TRUE(stream.Send(Codes{200}));
  EXPECT_TRUE(stream.Finish().ok());
  EXPECT_EQ(stream.answered(), 0);
}

TEST(Stream, WithoutAServerIsUnavailable) {
  const Client client("unix:/nonexistent/socket");
  MappingStream stream = client.StreamMapHttpStatuses();
  Codes codes;
  while (stream.Send(Codes{200}) && stream.Receive(codes)) {
  }
  EXPECT_EQ(stream.Finish().code(), absl::StatusCode::kUnavailable);
}

// --- a summary -------------------------------------------------------------------------------------------------------

constexpr char kSummary[] = R"(
  convention: "c" answered_by: "a" source: "s" caution: "w" total: 9 valid: 8 invalid: 1 invalid_examples: 0
  classes { status_class: STATUS_CLASS_CLIENT_ERROR count: 6 share: 0.75 }
  statuses { http_status: 404 name: "n" count: 6 share: 0.75 grpc_code: 0 grpc_code_name: "g" }
  statuses { http_status: 471 count: 2 share: 0.25 }
  grpc_codes { grpc_code: 0 grpc_code_name: "g" count: 6 share: 0.75 }
  grpc_codes { count: 2 share: 0.25 }
  errors { by: "eb" question: "eq" count: 3 share: 0.375 if_named: 4 source: "es" }
  retry_advice { retry_advice: RETRY_ADVICE_AFTER_AUTH count: 5 share: 0.625 }
  retryable: 4 retryable_share: 0.5
  impact { against: "ia" answered_by: "ib" source: "is" caution: "iw" changed: 2 changed_share: 0.25
           changes { from_grpc_code: 0 from_grpc_code_name: "f" count: 2 http_statuses: 404 http_statuses: 471 }
           changes { to_grpc_code: 0 to_grpc_code_name: "t" count: 1 } }
)";

TEST_F(BulkTest, SummaryHasEveryField) {
  std::string asked;
  server_.service.summarize = [&](auto&, auto& reader, auto& response) {
    v1::SummarizeStatusesRequest request;
    while (reader.Read(&request)) asked += "[" + request.ShortDebugString() + "]";
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kSummary, &response));
    return grpc::Status::OK;
  };
  const Codes statuses{404, 471};
  const std::vector<std::int64_t> weights{6, 2};
  const auto summary = client_.SummarizeStatuses({.http_statuses = statuses, .weights = weights},
                                                 {.convention = "envoy", .against = "kratos"});
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(asked,
            R"([convention: "envoy" against: "kratos"][http_statuses: 404 http_statuses: 471 weights: 6 weights: 2])");
  ExpectRules(summary->rules);
  EXPECT_EQ(summary->total, 9);
  EXPECT_EQ(summary->valid, 8);
  EXPECT_EQ(summary->invalid, 1);
  EXPECT_THAT(summary->invalid_examples, ElementsAre(0));
  ASSERT_THAT(summary->classes, SizeIs(1));
  EXPECT_EQ(summary->classes[0].status_class, StatusClass::kClientError);
  EXPECT_EQ(summary->classes[0].count, 6);
  EXPECT_EQ(summary->classes[0].share, 0.75);
  ASSERT_THAT(summary->statuses, SizeIs(2));
  EXPECT_EQ(summary->statuses[0].http_status, 404);
  EXPECT_EQ(summary->statuses[0].name, "n");
  EXPECT_EQ(summary->statuses[0].grpc_code, 0);
  EXPECT_EQ(summary->statuses[0].grpc_code_name, "g");
  EXPECT_EQ(summary->statuses[1].grpc_code, std::nullopt);
  ASSERT_THAT(summary->grpc_codes, SizeIs(2));
  EXPECT_EQ(summary->grpc_codes[0].grpc_code, 0);
  EXPECT_EQ(summary->grpc_codes[0].grpc_code_name, "g");
  EXPECT_EQ(summary->grpc_codes[1].grpc_code, std::nullopt);
  EXPECT_EQ(summary->grpc_codes[1].count, 2);
  ASSERT_THAT(summary->errors, SizeIs(1));
  EXPECT_EQ(summary->errors[0].by, "eb");
  EXPECT_EQ(summary->errors[0].question, "eq");
  EXPECT_EQ(summary->errors[0].share, 0.375);
  EXPECT_EQ(summary->errors[0].if_named, 4);
  EXPECT_EQ(summary->errors[0].source, "es");
  ASSERT_THAT(summary->retry_advice, SizeIs(1));
  EXPECT_EQ(summary->retry_advice[0].retry_advice, RetryAdvice::kAfterAuth);
  EXPECT_EQ(summary->retry_advice[0].count, 5);
  EXPECT_EQ(summary->retryable.count, 4);
  EXPECT_EQ(summary->retryable.share, 0.5);
  ASSERT_TRUE(summary->impact.has_value());
  EXPECT_EQ(summary->impact->against.convention, "ia");
  EXPECT_EQ(summary->impact->against.answered_by, "ib");
  EXPECT_EQ(summary->impact->against.source, "is");
  EXPECT_EQ(summary->impact->against.caution, "iw");
  EXPECT_EQ(summary->impact->changed.count, 2);
  EXPECT_EQ(summary->impact->changed.share, 0.25);
  ASSERT_THAT(summary->impact->changes, SizeIs(2));
  EXPECT_EQ(summary->impact->changes[0].from_grpc_code, 0);
  EXPECT_EQ(summary->impact->changes[0].from_grpc_code_name, "f");
  EXPECT_EQ(summary->impact->changes[0].to_grpc_code, std::nullopt);
  EXPECT_EQ(summary->impact->changes[0].count, 2);
  EXPECT_THAT(summary->impact->changes[0].http_statuses, ElementsAre(404, 471));
  EXPECT_EQ(summary->impact->changes[1].to_grpc_code, 0);
  EXPECT_EQ(summary->impact->changes[1].to_grpc_code_name, "t");
}

// A source of so many chunks of 1,000.
ChunkSource Thousands(int chunks, int& given) {
  static const Codes kStatuses(1000, 200);
  return [chunks, &given]() -> std::optional<StatusChunk> {
    if (given == chunks) return std::nullopt;
    ++given;
    return StatusChunk{.http_statuses = kStatuses};
  };
}

TEST_F(BulkTest, SummaryTakesChunksFromASource) {
  server_.service.summarize = [&](auto&, auto& reader, auto& response) {
    v1::SummarizeStatusesRequest request;
    while (reader.Read(&request)) response.set_total(response.total() + request.http_statuses_size());
    return grpc::Status::OK;
  };
  int given = 0;
  const auto summary = client_.SummarizeStatuses(Thousands(500, given));
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->total, 500'000);
  EXPECT_FALSE(summary->impact.has_value());
}

TEST_F(BulkTest, ASummaryThatTheServerRefusesAsksTheSourceNoFurther) {
  server_.service.summarize = [&](auto&, auto& reader, auto&) {
    v1::SummarizeStatusesRequest request;
    reader.Read(&request);
    return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no");
  };
  int given = 0;
  const auto summary = client_.SummarizeStatuses(Thousands(1'000'000, given));
  EXPECT_EQ(summary.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(summary.status().message(), "no");
  EXPECT_LT(given, 1'000'000);
}

TEST_F(BulkTest, ASummaryHasADeadlineIfAsked) {
  server_.service.summarize = [&](grpc::ServerContext& context, auto&, auto&) {
    while (!context.IsCancelled()) std::this_thread::sleep_for(milliseconds(5));
    return grpc::Status::OK;
  };
  int given = 0;
  EXPECT_EQ(client_.SummarizeStatuses(Thousands(1, given), {.deadline = milliseconds(100)}).status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

}  // namespace
}  // namespace statusmap
