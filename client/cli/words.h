// Words that people type to the numbers of the contract, and numbers to words that people read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/descriptor.h"
#include "statusmap/v1/status_map.pb.h"

namespace statusmap::cli {

// A decimal integer of 32 bits, an optional minus first and nothing else; nullopt for all other text.
std::optional<std::int32_t> IntegerOf(std::string_view word);

// A gRPC code by number or by name: "5", "NOT_FOUND", "not_found", "NotFound" and "CANCELED" beside "CANCELLED".
// Numbers are not checked against a range: that is the service's part.
std::optional<std::int32_t> GrpcCodeOf(std::string_view word);

// A value of an enum of the contract by the end of its name: "client-error" is STATUS_CLASS_CLIENT_ERROR. Case, "-"
// and "_" do not count. A class may also be "4xx" or "4". nullopt for all other text and for "unspecified".
std::optional<int> EnumOf(const google::protobuf::EnumDescriptor& type, std::string_view word);

// What EnumOf accepts, for a message: "informational, successful, ...".
std::string WordsOf(const google::protobuf::EnumDescriptor& type);

// The word of a value ("client-error"), or its number if this version does not know it.
std::string WordOf(const google::protobuf::EnumDescriptor& type, int value);

// "Client Error", as RFC 9110 writes it.
std::string TitleOf(v1::StatusClass status_class);

// Sentences for the values of a classification.
std::string SentenceOf(v1::RetryAdvice advice);
std::string SentenceOf(v1::RedirectKind kind);

// Words for the values of an advice on a retry: what to do, and whether the request was applied.
std::string SentenceOf(v1::RetryVerdict verdict);
std::string SentenceOf(v1::Application applied);

// A number with so many decimals, rounded: "12.30".
std::string Decimal(double number, int decimals);

// Whether the text is UTF-8, which every text of the contract has to be: no overlong form, no surrogate.
bool IsUtf8(std::string_view text);

// The text as UTF-8: if it is not, what is not ASCII becomes "?".
std::string Utf8(std::string_view text);

// Text that is safe on a terminal: control characters other than line feed become "?".
std::string Printable(std::string_view text);

}  // namespace statusmap::cli
