// Every method of the client: the request that it sends, and every field of the answer.
#include "statusmap/client.h"

#include <gmock/gmock.h>

#include "google/protobuf/text_format.h"
#include "tests/client/fake_server.h"

namespace statusmap {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <typename Message>
void Fill(Message& message, const char* text) {
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
}

class ClientTest : public ::testing::Test {
 protected:
  FakeServer server_;
  Client client_{server_.Target()};
};

constexpr char kStatus[] = R"(
  http_status: 499 status_class: STATUS_CLASS_CLIENT_ERROR
  vendor { message: "vm" description: "vd\nsecond" source: "vs" }
  registration { reason_phrase: "rp" reference: "rr" state: REGISTRATION_STATE_TEMPORARY expires: "2026-01-02"
                 note: "rn" source: "rs" }
  de_facto_meanings { vendor: "dv" name: "dn" meaning: "dm" seen_on: "wire" collides_with: "dc" source: "ds" }
  de_facto_meanings { vendor: "second" }
  divergences { kind: DIVERGENCE_KIND_ADVICE vendor_words: "vw" standard_words: "sw" reference: "dr" }
  retry_advice: RETRY_ADVICE_AFTER_AUTH retry_source: "rs"
)";

TEST_F(ClientTest, LookupHasEveryField) {
  server_.service.lookup = [](auto&, const auto& request, auto& response) {
    EXPECT_EQ(request.ShortDebugString(), "http_status: 499");
    Fill(*response.mutable_status(), kStatus);
    return grpc::Status::OK;
  };
  const auto entry = client_.Lookup(499);
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->http_status, 499);
  EXPECT_EQ(entry->status_class, StatusClass::kClientError);
  ASSERT_TRUE(entry->vendor.has_value());
  EXPECT_EQ(entry->vendor->message, "vm");
  EXPECT_EQ(entry->vendor->description, "vd\nsecond");
  EXPECT_EQ(entry->vendor->source, "vs");
  ASSERT_TRUE(entry->registration.has_value());
  EXPECT_EQ(entry->registration->reason_phrase, "rp");
  EXPECT_EQ(entry->registration->reference, "rr");
  EXPECT_EQ(entry->registration->state, RegistrationState::kTemporary);
  EXPECT_EQ(entry->registration->expires, "2026-01-02");
  EXPECT_EQ(entry->registration->note, "rn");
  EXPECT_EQ(entry->registration->source, "rs");
  ASSERT_EQ(entry->divergences.size(), 1u);
  EXPECT_EQ(entry->divergences[0].kind, DivergenceKind::kAdvice);
  EXPECT_EQ(entry->divergences[0].vendor_words, "vw");
  EXPECT_EQ(entry->divergences[0].standard_words, "sw");
  EXPECT_EQ(entry->divergences[0].reference, "dr");
  EXPECT_EQ(entry->retry_advice, RetryAdvice::kAfterAuth);
  EXPECT_EQ(entry->retry_source, "rs");
  ASSERT_EQ(entry->de_facto_meanings.size(), 2u);
  const DeFactoMeaning& meaning = entry->de_facto_meanings[0];
  EXPECT_EQ(meaning.vendor, "dv");
  EXPECT_EQ(meaning.name, "dn");
  EXPECT_EQ(meaning.meaning, "dm");
  EXPECT_EQ(meaning.seen_on, "wire");
  EXPECT_EQ(meaning.collides_with, "dc");
  EXPECT_EQ(meaning.source, "ds");
}

TEST_F(ClientTest, LookupOfLittleHasNoEmptySources) {
  server_.service.lookup = [](auto&, const auto&, auto& response) {
    response.mutable_status()->set_http_status(418);
    return grpc::Status::OK;
  };
  const auto entry = client_.Lookup(418);
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_FALSE(entry->vendor.has_value());
  EXPECT_FALSE(entry->registration.has_value());
  EXPECT_THAT(entry->de_facto_meanings, IsEmpty());
}

TEST_F(ClientTest, SearchHasEveryField) {
  server_.service.search = [](auto&, const auto& request, auto& response) {
    EXPECT_EQ(request.ShortDebugString(), "query: \"q w\" max_results: 7");
    Fill(response, R"(
      matches { http_status: 413 phrase: "p" used_by: "u" kind: MATCH_KIND_TOKENS distance: 2 registered_phrase: "r" }
      matches { http_status: 420 phrase: "second" } ambiguous: true total_size: 9)");
    return grpc::Status::OK;
  };
  const auto result = client_.Search("q w", 7);
  ASSERT_TRUE(result.ok()) << result.status();
  ASSERT_EQ(result->matches.size(), 2u);
  const Match& match = result->matches[0];
  EXPECT_EQ(match.http_status, 413);
  EXPECT_EQ(match.phrase, "p");
  EXPECT_EQ(match.used_by, "u");
  EXPECT_EQ(match.kind, MatchKind::kTokens);
  EXPECT_EQ(match.distance, 2);
  EXPECT_EQ(match.registered_phrase, "r");
  EXPECT_EQ(result->matches[1].phrase, "second");
  EXPECT_TRUE(result->ambiguous);
  EXPECT_EQ(result->total_size, 9);
}

TEST_F(ClientTest, SearchOfNothingIsEmpty) {
  server_.service.search = [](auto&, const auto& request, auto&) {
    EXPECT_EQ(request.max_results(), 0);
    return grpc::Status::OK;
  };
  const auto result = client_.Search("zzzz");
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_THAT(result->matches, IsEmpty());
  EXPECT_FALSE(result->ambiguous);
}

TEST_F(ClientTest, ClassifyHasEveryField) {
  server_.service.classify = [](auto&, const auto& request, auto& response) {
    EXPECT_EQ(request.ShortDebugString(), "http_status: 308");
    Fill(response, R"(
      http_status: 308 valid: true status_class: STATUS_CLASS_REDIRECTION
      registration_state: REGISTRATION_STATE_REGISTERED fallback: true treated_as: 300 interim: true error: true
      content_allowed: true heuristically_cacheable: true
      redirect_kind: REDIRECT_KIND_PERMANENT_METHOD_PRESERVED retry_advice: RETRY_ADVICE_IDEMPOTENT_ONLY
      retry_after_meaningful: true source: "s"
      verdicts { by: "b" question: "q" answer: "a" note: "n" source: "vs" }
      de_facto_meanings { vendor: "dv" })");
    return grpc::Status::OK;
  };
  const auto kind = client_.Classify(308);
  ASSERT_TRUE(kind.ok()) << kind.status();
  EXPECT_EQ(kind->http_status, 308);
  EXPECT_TRUE(kind->valid);
  EXPECT_EQ(kind->status_class, StatusClass::kRedirection);
  EXPECT_EQ(kind->registration_state, RegistrationState::kRegistered);
  EXPECT_TRUE(kind->fallback);
  EXPECT_EQ(kind->treated_as, 300);
  EXPECT_TRUE(kind->interim);
  EXPECT_TRUE(kind->error);
  EXPECT_TRUE(kind->content_allowed);
  EXPECT_TRUE(kind->heuristically_cacheable);
  EXPECT_EQ(kind->redirect_kind, RedirectKind::kPermanentMethodPreserved);
  EXPECT_EQ(kind->retry_advice, RetryAdvice::kIdempotentOnly);
  EXPECT_TRUE(kind->retry_after_meaningful);
  EXPECT_EQ(kind->source, "s");
  ASSERT_EQ(kind->verdicts.size(), 1u);
  EXPECT_EQ(kind->verdicts[0].by, "b");
  EXPECT_EQ(kind->verdicts[0].question, "q");
  EXPECT_EQ(kind->verdicts[0].answer, "a");
  EXPECT_EQ(kind->verdicts[0].note, "n");
  EXPECT_EQ(kind->verdicts[0].source, "vs");
  ASSERT_EQ(kind->de_facto_meanings.size(), 1u);
  EXPECT_EQ(kind->de_facto_meanings[0].vendor, "dv");
}

TEST_F(ClientTest, ClassifyOfNothingSetIsAllFalse) {
  server_.service.classify = [](auto&, const auto&, auto&) { return grpc::Status::OK; };
  const auto kind = client_.Classify(200);
  ASSERT_TRUE(kind.ok()) << kind.status();
  EXPECT_FALSE(kind->valid || kind->fallback || kind->interim || kind->error || kind->content_allowed ||
               kind->heuristically_cacheable || kind->retry_after_meaningful);
}

constexpr char kProvenance[] = R"( convention: "c" rule: "r" source: "s" rule_kind: RULE_KIND_RANGE note: "n"
  answered_by: "by" caution: "ca" others: 7 agreeing: 3 agreeing_conventions: "x" )";

void ExpectProvenance(const Provenance& mapping) {
  EXPECT_EQ(mapping.convention, "c");
  EXPECT_EQ(mapping.rule, "r");
  EXPECT_EQ(mapping.source, "s");
  EXPECT_EQ(mapping.rule_kind, RuleKind::kRange);
  EXPECT_EQ(mapping.note, "n");
  EXPECT_EQ(mapping.answered_by, "by");
  EXPECT_EQ(mapping.caution, "ca");
  EXPECT_EQ(mapping.others, 7);
  EXPECT_EQ(mapping.agreeing, 3);
  EXPECT_THAT(mapping.agreeing_conventions, ElementsAre("x"));
}

TEST_F(ClientTest, MapHttpStatusHasEveryField) {
  server_.service.map_http = [](auto&, const auto& request, auto& response) {
    EXPECT_EQ(request.ShortDebugString(), R"(http_status: 200 convention: "envoy" include_conventions: true)");
    Fill(response, (std::string(kProvenance) + R"(
      http_status: 200 grpc_code: 0 grpc_code_name: "OK"
      other_answers { grpc_code: 0 grpc_code_name: "OK" count: 2 conventions: "a" conventions: "b" }
      other_answers { count: 1 })")
                       .c_str());
    return grpc::Status::OK;
  };
  const auto mapping = client_.MapHttpStatus(200, "envoy", Others::kNamed);
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  ExpectProvenance(*mapping);
  EXPECT_EQ(mapping->http_status, 200);
  EXPECT_EQ(mapping->grpc_code, 0);
  EXPECT_EQ(mapping->grpc_code_name, "OK");
  ASSERT_EQ(mapping->other_answers.size(), 2u);
  EXPECT_EQ(mapping->other_answers[0].grpc_code, 0);
  EXPECT_EQ(mapping->other_answers[0].grpc_code_name, "OK");
  EXPECT_EQ(mapping->other_answers[0].count, 2);
  EXPECT_THAT(mapping->other_answers[0].conventions, ElementsAre("a", "b"));
  EXPECT_EQ(mapping->other_answers[1].grpc_code, std::nullopt);
  EXPECT_EQ(mapping->other_answers[1].count, 1);
}

TEST_F(ClientTest, MapHttpStatusAsksForTheDefaultAndCounts) {
  server_.service.map_http = [](auto&, const auto& request, auto&) {
    EXPECT_EQ(request.ShortDebugString(), "http_status: 302");
    return grpc::Status::OK;
  };
  const auto mapping = client_.MapHttpStatus(302);
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  EXPECT_EQ(mapping->grpc_code, std::nullopt);
}

TEST_F(ClientTest, MapGrpcCodeHasEveryField) {
  server_.service.map_grpc = [](auto&, const auto& request, auto& response) {
    EXPECT_EQ(request.ShortDebugString(), R"(grpc_code: 5 convention: "envoy" include_conventions: true)");
    Fill(response, (std::string(kProvenance) + R"(
      grpc_code: 5 grpc_code_name: "NOT_FOUND" grpc_code_undefined: true http_status: 404
      other_answers { http_status: 200 count: 2 conventions: "a" conventions: "b" } other_answers { count: 1 })")
                       .c_str());
    return grpc::Status::OK;
  };
  const auto mapping = client_.MapGrpcCode(grpc::StatusCode::NOT_FOUND, "envoy", Others::kNamed);
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  ExpectProvenance(*mapping);
  EXPECT_EQ(mapping->grpc_code, 5);
  EXPECT_EQ(mapping->grpc_code_name, "NOT_FOUND");
  EXPECT_TRUE(mapping->grpc_code_undefined);
  EXPECT_EQ(mapping->http_status, 404);
  ASSERT_EQ(mapping->other_answers.size(), 2u);
  EXPECT_EQ(mapping->other_answers[0].http_status, 200);
  EXPECT_EQ(mapping->other_answers[0].count, 2);
  EXPECT_THAT(mapping->other_answers[0].conventions, ElementsAre("a", "b"));
  EXPECT_EQ(mapping->other_answers[1].http_status, std::nullopt);
}

TEST_F(ClientTest, MapGrpcCodeAsksForZeroVisibly) {
  server_.service.map_grpc = [](auto&, const auto& request, auto&) {
    EXPECT_TRUE(request.has_grpc_code());
    return grpc::Status::OK;
  };
  const auto mapping = client_.MapGrpcCode(0);
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  EXPECT_EQ(mapping->http_status, std::nullopt);
}

TEST_F(ClientTest, ListStatusesWalksAllPagesWithTheSameFilter) {
  server_.service.list_statuses = [](auto&, const auto& request, auto& response) {
    EXPECT_EQ(request.status_class(), v1::STATUS_CLASS_CLIENT_ERROR);
    EXPECT_EQ(request.origin(), v1::ORIGIN_DE_FACTO);
    const int page = request.page_token().empty() ? 0 : std::stoi(request.page_token());
    for (int i = 0; i < 2; ++i) response.add_statuses()->set_http_status(400 + (2 * page) + i);
    if (page < 2) response.set_next_page_token(std::to_string(page + 1));
    return grpc::Status::OK;
  };
  const auto entries = client_.ListStatuses({.status_class = StatusClass::kClientError, .origin = Origin::kDeFacto});
  ASSERT_TRUE(entries.ok()) << entries.status();
  std::vector<int> codes;
  for (const StatusEntry& entry : *entries) codes.push_back(entry.http_status);
  EXPECT_THAT(codes, ElementsAre(400, 401, 402, 403, 404, 405));
}

TEST_F(ClientTest, AnErrorOnALaterPageIsTheResult) {
  server_.service.list_statuses = [](auto&, const auto& request, auto& response) {
    if (!request.page_token().empty()) return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "token");
    response.add_statuses();
    response.set_next_page_token("next");
    return grpc::Status::OK;
  };
  EXPECT_EQ(client_.ListStatuses().status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(ClientTest, APageThatComesAgainAndAgainIsAnError) {
  server_.service.list_statuses = [](auto&, const auto&, auto& response) {
    response.set_next_page_token("same");
    return grpc::Status::OK;
  };
  EXPECT_EQ(client_.ListStatuses().status().code(), absl::StatusCode::kInternal);
}

TEST_F(ClientTest, ListConventionsHasEveryField) {
  server_.service.list_conventions = [](auto&, const auto& request, auto& response) {
    EXPECT_EQ(request.direction(), v1::DIRECTION_GRPC_TO_HTTP);
    Fill(*response.add_conventions(), R"(
      id: "i" summary: "s" used_by: "u" directions: DIRECTION_HTTP_TO_GRPC directions: DIRECTION_GRPC_TO_HTTP
      repository: "r" http_to_grpc_path: "hp" grpc_to_http_path: "gp" version: "v" version_date: "2026-01-02"
      caution: "c" http_to_grpc_alias_of: "ha" grpc_to_http_alias_of: "ga")");
    return grpc::Status::OK;
  };
  const auto conventions = client_.ListConventions(Direction::kGrpcToHttp);
  ASSERT_TRUE(conventions.ok()) << conventions.status();
  ASSERT_EQ(conventions->size(), 1u);
  const Convention& convention = conventions->front();
  EXPECT_EQ(convention.id, "i");
  EXPECT_EQ(convention.summary, "s");
  EXPECT_EQ(convention.used_by, "u");
  EXPECT_THAT(convention.directions, ElementsAre(Direction::kHttpToGrpc, Direction::kGrpcToHttp));
  EXPECT_EQ(convention.repository, "r");
  EXPECT_EQ(convention.http_to_grpc_path, "hp");
  EXPECT_EQ(convention.grpc_to_http_path, "gp");
  EXPECT_EQ(convention.version, "v");
  EXPECT_EQ(convention.version_date, "2026-01-02");
  EXPECT_EQ(convention.caution, "c");
  EXPECT_EQ(convention.http_to_grpc_alias_of, "ha");
  EXPECT_EQ(convention.grpc_to_http_alias_of, "ga");
}

TEST_F(ClientTest, WorksOverAStubOfTheCaller) {
  auto channel = grpc::CreateChannel(server_.Target(), grpc::InsecureChannelCredentials());
  const Client client(v1::StatusMapService::NewStub(channel));
  EXPECT_TRUE(client.MapHttpStatus(429).ok());
}

TEST_F(ClientTest, CanBeMoved) {
  Client moved(std::move(client_));
  EXPECT_TRUE(moved.MapHttpStatus(429).ok());
  Client assigned("unix:/nonexistent/socket");
  assigned = std::move(moved);
  EXPECT_TRUE(assigned.MapHttpStatus(429).ok());
}

}  // namespace
}  // namespace statusmap
