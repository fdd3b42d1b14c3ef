#include "client/cli/words.h"

#include <gmock/gmock.h>

namespace statusmap::cli {
namespace {

TEST(IntegerOf, TakesDecimalIntegersOf32BitsOnly) {
  EXPECT_EQ(IntegerOf("404"), 404);
  EXPECT_EQ(IntegerOf("0"), 0);
  EXPECT_EQ(IntegerOf("-1"), -1);
  EXPECT_EQ(IntegerOf("2147483647"), 2147483647);
  for (const char* word :
       {"", "abc", "404x", " 404", "404 ", "+404", "4.0", "0x10", "2147483648", "99999999999", "-"}) {
    EXPECT_EQ(IntegerOf(word), std::nullopt) << word;
  }
}

// The names as google.rpc.Code spells them, in the order of their numbers.
constexpr const char* kNames[] = {
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};

TEST(GrpcCodeOf, KnowsEveryNameAndNumber) {
  for (int code = 0; code < 17; ++code) {
    EXPECT_EQ(GrpcCodeOf(kNames[code]), code);
    EXPECT_EQ(GrpcCodeOf(std::to_string(code)), code);
  }
  EXPECT_EQ(GrpcCodeOf("17"), 17);
  EXPECT_EQ(GrpcCodeOf("-3"), -3);
}

TEST(GrpcCodeOf, ReadsOtherSpellings) {
  for (const char* word : {"not_found", "NotFound", "not-found", "notfound", "Not_Found"}) {
    EXPECT_EQ(GrpcCodeOf(word), 5) << word;
  }
  EXPECT_EQ(GrpcCodeOf("Canceled"), 1);
  EXPECT_EQ(GrpcCodeOf("cancelled"), 1);
}

TEST(GrpcCodeOf, RefusesOtherWords) {
  for (const char* word : {"", "NOT FOUND", "NOT_FOUNDX", "404x", "STATUS_OK", "_", "-"}) {
    EXPECT_EQ(GrpcCodeOf(word), std::nullopt) << word;
  }
}

TEST(EnumOf, ReadsClasses) {
  const auto& type = *v1::StatusClass_descriptor();
  for (const char* word : {"4xx", "4XX", "4", "client-error", "CLIENT_ERROR", "ClientError"}) {
    EXPECT_EQ(EnumOf(type, word), v1::STATUS_CLASS_CLIENT_ERROR) << word;
  }
  for (const char* word : {"", "0", "0xx", "6xx", "9", "4x", "xx", "unspecified", "client", "404"}) {
    EXPECT_EQ(EnumOf(type, word), std::nullopt) << word;
  }
}

TEST(EnumOf, ReadsItsOwnWordsAndNoNumbersElsewhere) {
  for (const auto* type : {v1::StatusClass_descriptor(), v1::Origin_descriptor(), v1::Direction_descriptor()}) {
    for (int i = 1; i < type->value_count(); ++i) EXPECT_EQ(EnumOf(*type, WordOf(*type, i)), i);
  }
  EXPECT_EQ(WordsOf(*v1::Origin_descriptor()), "vendor, registry, de-facto");
  EXPECT_EQ(WordsOf(*v1::Direction_descriptor()), "http-to-grpc, grpc-to-http");
  EXPECT_EQ(EnumOf(*v1::Origin_descriptor(), "1"), std::nullopt);
  EXPECT_EQ(WordOf(*v1::Origin_descriptor(), 99), "99");
}

TEST(SentenceOf, HasOneForEveryValueAndANumberForOthers) {
  std::set<std::string> sentences;
  for (int i = 1; i < v1::RetryAdvice_descriptor()->value_count(); ++i) {
    sentences.insert(SentenceOf(static_cast<v1::RetryAdvice>(i)));
    EXPECT_NE(SentenceOf(static_cast<v1::RetryAdvice>(i)), WordOf(*v1::RetryAdvice_descriptor(), i));
  }
  EXPECT_EQ(sentences.size(), 6u);
  for (int i = 1; i < v1::RedirectKind_descriptor()->value_count(); ++i) {
    sentences.insert(SentenceOf(static_cast<v1::RedirectKind>(i)));
    EXPECT_NE(SentenceOf(static_cast<v1::RedirectKind>(i)), WordOf(*v1::RedirectKind_descriptor(), i));
  }
  EXPECT_EQ(sentences.size(), 16u);
  for (int i = 1; i < v1::RetryVerdict_descriptor()->value_count(); ++i) {
    sentences.insert(SentenceOf(static_cast<v1::RetryVerdict>(i)));
  }
  EXPECT_EQ(sentences.size(), 19u);
  for (int i = 1; i < v1::Application_descriptor()->value_count(); ++i) {
    sentences.insert(SentenceOf(static_cast<v1::Application>(i)));
    EXPECT_NE(SentenceOf(static_cast<v1::Application>(i)), WordOf(*v1::Application_descriptor(), i));
  }
  EXPECT_EQ(sentences.size(), 22u);
  const int unknown = std::stoi("77");  // from a newer service
  EXPECT_EQ(SentenceOf(static_cast<v1::RetryAdvice>(unknown)), "77");
  EXPECT_EQ(SentenceOf(static_cast<v1::RedirectKind>(unknown)), "77");
  EXPECT_EQ(SentenceOf(static_cast<v1::RetryVerdict>(unknown)), "77");
  EXPECT_EQ(SentenceOf(static_cast<v1::Application>(unknown)), "77");
  EXPECT_EQ(TitleOf(v1::STATUS_CLASS_CLIENT_ERROR), "Client Error");
}

TEST(IsUtf8, KnowsEveryFormOfIt) {
  for (const char* text :
       {"", "Not Found", "caf\xC3\xA9", "\xE2\x98\x95", "\xF0\x9F\xAB\x96", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
  for (const char* text : {"caf\xE9", "caf\xC3", "\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                           "\xF5\x80\x80\x80", "\xFF", "\xE2\x98x"}) {
    EXPECT_FALSE(IsUtf8(text)) << text;
  }
}

TEST(Printable, KeepsTextAndLineFeedsOnly) {
  EXPECT_EQ(Printable("a\nb \u00e9"), "a\nb \u00e9");
  EXPECT_EQ(Printable("a\x1b[31mb\r\t\x7f"), "a?[31mb???");
}

TEST(Decimals, AreRoundedAndNeverInPowers) {
  EXPECT_EQ(Decimal(12.345678, 2), "12.35");
  EXPECT_EQ(Decimal(0, 2), "0.00");
  EXPECT_EQ(Decimal(1e20, 0), "100000000000000000000");
  EXPECT_EQ(Decimal(1.7e308, 2).size(), 312u);
}

}  // namespace
}  // namespace statusmap::cli
