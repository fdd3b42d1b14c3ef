#include "service/catalog/lookup.h"

#include <gmock/gmock.h>

#include <climits>
#include <set>

#include "service/catalog/tables.h"
#include "tests/catalog/answers.h"

namespace statusmap::catalog {
namespace {

using ::testing::Field;
using ::testing::IsNull;
using ::testing::NotNull;

TEST(LookupStatus, BringsTheSourcesOfACodeTogether) {
  const StatusRecord record = *AnswerIn(LookupStatus(404));
  EXPECT_EQ(record.http_status, 404);
  ASSERT_THAT(record.vendor, NotNull());
  EXPECT_EQ(record.vendor->message, "NotFound");
  EXPECT_EQ(record.vendor->description, "The requested resource cannot be found.\nModify the request and retry.");
  ASSERT_THAT(record.registration, NotNull());
  EXPECT_EQ(record.registration->phrase, "Not Found");
  EXPECT_EQ(record.registration->reference, "RFC9110, Section 15.5.5");
  EXPECT_TRUE(record.de_facto.empty());
}

TEST(LookupStatus, SaysWhereTheVendorDepartsFromTheStandard) {
  const StatusRecord record = *AnswerIn(LookupStatus(503));
  ASSERT_EQ(record.divergences.size(), 3u);
  EXPECT_EQ(record.divergences[2].kind, DivergenceKind::kAdvice);
  EXPECT_EQ(record.divergences[2].vendor_words, "Modify the request and retry.");
  EXPECT_EQ(record.semantics->retry_advice, RetryAdvice::kAfterRetryAfter) << "by the standard, not by the vendor";
  EXPECT_TRUE(AnswerIn(LookupStatus(200))->divergences.empty());
  EXPECT_TRUE(AnswerIn(LookupStatus(308))->divergences.empty()) << "not in the vendor's table";
  EXPECT_EQ(AnswerIn(LookupStatus(499))->semantics, nullptr);
}

TEST(LookupStatus, QuotesTheVendorsOwnWords) {
  for (const DivergenceRow& row : kDivergences) {
    SCOPED_TRACE(row.code);
    const StatusRecord record = *AnswerIn(LookupStatus(row.code));
    ASSERT_NE(record.vendor, nullptr);
    EXPECT_NE(record.vendor->description.find(row.vendor_words), std::string_view::npos);
    EXPECT_EQ(row.kind <= DivergenceKind::kName, row.vendor_words.empty());
  }
}

TEST(LookupStatus, LeavesOutSourcesThatDoNotKnowTheCode) {
  const StatusRecord registered = *AnswerIn(LookupStatus(308));
  EXPECT_THAT(registered.vendor, IsNull());
  EXPECT_THAT(registered.registration, NotNull());

  const StatusRecord de_facto = *AnswerIn(LookupStatus(499));
  EXPECT_THAT(de_facto.vendor, IsNull());
  EXPECT_THAT(de_facto.registration, IsNull());
  EXPECT_EQ(de_facto.de_facto.size(), 3u);
}

TEST(LookupStatus, KnowsTheStatesOfTheRegistry) {
  EXPECT_EQ(AnswerIn(LookupStatus(104))->registration->state, RegistrationState::kTemporary);
  EXPECT_EQ(AnswerIn(LookupStatus(104))->registration->expires, "2026-11-13");
  EXPECT_EQ(AnswerIn(LookupStatus(306))->registration->state, RegistrationState::kUnused);
  EXPECT_EQ(AnswerIn(LookupStatus(418))->registration->state, RegistrationState::kUnused);
  EXPECT_EQ(AnswerIn(LookupStatus(510))->registration->state, RegistrationState::kObsoleted);
  EXPECT_EQ(AnswerIn(LookupStatus(200))->registration->state, RegistrationState::kRegistered);
}

struct Edge {
  std::optional<std::int32_t> http_status;
  std::optional<Reason> reason;
};

// clang-format off
constexpr Edge kEdges[] = {
    // asked         refused because
    {std::nullopt,   Reason::kFieldMissing},
    {INT_MIN,        Reason::kHttpStatusOutOfRange},
    {-1,             Reason::kHttpStatusOutOfRange},
    {0,              Reason::kHttpStatusOutOfRange},
    {99,             Reason::kHttpStatusOutOfRange},
    {100,            std::nullopt},
    {471,            Reason::kHttpStatusUnknown},
    {599,            std::nullopt},
    {600,            Reason::kHttpStatusOutOfRange},
    {783,            Reason::kHttpStatusOutOfRange},
    {999,            Reason::kHttpStatusOutOfRange},
    {1000,           Reason::kHttpStatusOutOfRange},
    {INT_MAX,        Reason::kHttpStatusOutOfRange},
};
// clang-format on

TEST(LookupStatus, RefusesTheEdgesOfTheDomain) {
  for (const Edge& edge : kEdges) {
    SCOPED_TRACE(edge.http_status ? std::to_string(*edge.http_status) : "unset");
    EXPECT_EQ(ReasonIn(LookupStatus(edge.http_status)), edge.reason);
  }
}

TEST(LookupStatus, FindsExactlyWhatASourceKnows) {
  std::set<int> known;
  for (const auto& row : kVendorTable) known.insert(row.code);
  for (const auto& row : kRegistry) known.insert(row.code);
  for (const auto& row : kDeFacto) known.insert(row.code);
  for (int code = 100; code <= 599; ++code) {
    SCOPED_TRACE(code);
    EXPECT_EQ(RefusalOf(LookupStatus(code)) == nullptr, known.contains(code));
  }
}

TEST(ListStatuses, FiltersByClassAndOrigin) {
  const PageRequest all{200, 0};
  EXPECT_EQ(AnswerIn(ListStatuses({}, all)).total, 96u);
  EXPECT_EQ(AnswerIn(ListStatuses({{}, static_cast<int>(Origin::kVendor)}, all)).total, 42u);
  EXPECT_EQ(AnswerIn(ListStatuses({{}, static_cast<int>(Origin::kRegistry)}, all)).total, 64u);
  EXPECT_EQ(AnswerIn(ListStatuses({{}, static_cast<int>(Origin::kDeFacto)}, all)).total, 38u);
  const auto page = AnswerIn(ListStatuses({5, static_cast<int>(Origin::kVendor)}, all));
  EXPECT_THAT(page.items,
              ::testing::ElementsAre(Field(&StatusRecord::http_status, 500), Field(&StatusRecord::http_status, 501),
                                     Field(&StatusRecord::http_status, 502), Field(&StatusRecord::http_status, 503),
                                     Field(&StatusRecord::http_status, 504), Field(&StatusRecord::http_status, 505)));
}

TEST(ListStatuses, RefusesFiltersThatAreNone) {
  for (const int number : {-1, 6, INT_MAX}) {
    EXPECT_EQ(ReasonIn(ListStatuses({number, {}}, {})), Reason::kFilterUnknown);
    EXPECT_EQ(ReasonIn(ListStatuses({{}, number}, {})), Reason::kFilterUnknown);
  }
}

TEST(StatusName, IsTheRegistrysElseTheVendorsElseThatOfItsUsers) {
  EXPECT_EQ(StatusName(413), "Content Too Large");
  EXPECT_EQ(StatusName(783), "Unexpected Token");
  EXPECT_THAT(StatusName(103), "Early Hints");
  EXPECT_THAT(StatusName(499), ::testing::HasSubstr(" / "));
  EXPECT_EQ(StatusName(471), "");
}

}  // namespace
}  // namespace statusmap::catalog
